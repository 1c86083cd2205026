from backend_services.shared.errors import Conflict, Unprocessable


class OrderInProgress(Conflict):
    code, title = "order_in_progress", "This order is being placed right now"

    def __init__(self) -> None:
        super().__init__(
            "An order with this Idempotency-Key is being placed. Ask again in a moment.",
            headers={"Retry-After": "1"},
        )


class IdempotencyKeyReused(Unprocessable):
    code, title = "idempotency_key_reused", "This Idempotency-Key belongs to another order"

    def __init__(self) -> None:
        super().__init__("Idempotency-Key: was used for a different order. Send a new one.")
