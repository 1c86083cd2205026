from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field, WithJsonSchema

from backend_services.shared.db.limits import CleanText
from backend_services.shared.http.tokens import Role
from backend_services.shared.http.wire import WireTime
from backend_services.users.domain import password, username

_LONGEST_EMAIL: Final = 254  # RFC 5321


def _lowercase(email: str) -> str:
    """The part before the @ may be case-sensitive (RFC 5321); no mail provider makes it so."""
    lowered = email.lower()
    if len(lowered) > _LONGEST_EMAIL:  # lower case may be longer: İ becomes two characters
        msg = f"must have at most {_LONGEST_EMAIL} characters"
        raise ValueError(msg)
    return lowered


Email = Annotated[EmailStr, AfterValidator(_lowercase)]
Username = Annotated[
    str,
    AfterValidator(username.clean_username),
    WithJsonSchema(
        {"type": "string", "minLength": username.SHORTEST, "maxLength": username.LONGEST}
    ),
]
Password = Annotated[
    str,
    AfterValidator(password.check_password),
    WithJsonSchema(
        {
            "type": "string",
            "format": "password",
            "minLength": password.SHORTEST,
            "maxLength": password.LONGEST,
            "description": f"At most {password.LONGEST} bytes in UTF-8",
        }
    ),
]
RefreshSecret = Annotated[CleanText, Field(min_length=1, max_length=256)]


class RegisterIn(BaseModel):
    email: Email
    username: Username
    password: Password


class LoginIn(BaseModel):
    email: Email
    password: Annotated[CleanText, Field(json_schema_extra={"format": "password"})]


class RefreshIn(BaseModel):
    refresh_token: RefreshSecret


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str
    username: str
    is_active: bool
    role: Role
    created_at: WireTime
    updated_at: WireTime


class TokensOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - RFC 6749's name of the kind
    refresh_token: str
    expires_in: Annotated[int, Field(description="Seconds that the access token lives")]


class JsonWebKey(BaseModel):
    kty: Literal["RSA"]
    use: Literal["sig"]
    alg: Literal["RS256"]
    kid: str
    n: str
    e: str


class JsonWebKeySet(BaseModel):
    keys: list[JsonWebKey]
