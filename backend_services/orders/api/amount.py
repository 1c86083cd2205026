from typing import Annotated

from pydantic import WithJsonSchema

Amount = Annotated[str, WithJsonSchema({"type": "string", "examples": ["38.50"]})]
