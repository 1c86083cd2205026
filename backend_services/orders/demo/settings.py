from backend_services.orders.settings import OrdersSettings


class DemoSettings(OrdersSettings):
    demo_users_url: str | None = None  # where the demo accounts sign in
