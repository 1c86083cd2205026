from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

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


def _not_null(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Optional means that a field may be left out; null would say nothing."""
    if value is None:
        msg = "must not be null; leave it out to keep it as it is"
        raise ValueError(msg)
    return value


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
            "pattern": r"^[^\u0000]*$",
            "description": f"At most {password.LONGEST} bytes in UTF-8",
        }
    ),
]
RefreshSecret = Annotated[CleanText, Field(min_length=1, max_length=256)]


# A password that is compared, not chosen: no rule but that it can be a password at all.
GivenPassword = Annotated[
    CleanText, Field(max_length=1024, json_schema_extra={"format": "password"})
]


class RegisterIn(BaseModel):
    email: Email
    username: Username
    password: Password

    @field_validator("password")
    @classmethod
    def _is_not_known_of_its_owner(cls, value: str, info: ValidationInfo) -> str:
        if not {"email", "username"} <= info.data.keys():
            return value  # one of them is refused already
        return password.check_password_of(
            value, email=info.data["email"], username=info.data["username"]
        )


class LoginIn(BaseModel):
    email: Email
    password: GivenPassword


class RefreshIn(BaseModel):
    refresh_token: RefreshSecret


class LinkIn(BaseModel):
    token: RefreshSecret


class PasswordResetIn(BaseModel):
    email: Email


class NewPasswordIn(BaseModel):
    token: RefreshSecret
    new_password: Password


class ChangePasswordIn(BaseModel):
    current_password: GivenPassword
    new_password: Password


class CloseAccountIn(BaseModel):
    current_password: GivenPassword


class ProfileIn(BaseModel):
    username: Username | None = None
    email: Annotated[
        Email | None, Field(description="Becomes yours when you use the link mailed to it")
    ] = None
    current_password: Annotated[
        GivenPassword | None, Field(description="Needed for another e-mail address")
    ] = None

    _no_null = field_validator("username", "email", "current_password", mode="before")(_not_null)


class StandingIn(BaseModel):
    role: Role | None = None
    is_active: bool | None = None

    _no_null = field_validator("role", "is_active", mode="before")(_not_null)


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str
    username: str
    is_active: bool
    role: Role
    created_at: WireTime
    updated_at: WireTime
    email_verified: bool
    pending_email: Annotated[
        str | None, Field(description="A new address whose link was not used yet")
    ]
    has_password: Annotated[
        bool, Field(description="False for somebody who only ever came by an identity provider")
    ]


class UserPage(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[UserOut]
    total: int
    limit: int
    offset: int


class SignInOut(BaseModel):
    id: UUID
    started_at: WireTime
    last_used_at: WireTime
    expires_at: WireTime
    user_agent: str | None
    is_current: bool


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
