from typing import Final

from sqlalchemy import MetaData
from sqlalchemy.orm import registry

NAMING_CONVENTION: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_registry() -> registry:
    """A registry of its own for each service: SQLModel's default metadata is one global."""
    return registry(metadata=MetaData(naming_convention=NAMING_CONVENTION))
