from backend_services.shared.messaging.event import Event


class UserRegisteredV1(Event, type="user.registered", version=1):
    user_id: int
    email: str
    username: str
