from backend_services.orders.adapters import carts
from backend_services.orders.domain.cart import Cart, CartOwner
from backend_services.orders.domain.cart_review import review
from backend_services.shared.db.session import WriteSession


async def empty_cart(session: WriteSession, *, owner: CartOwner) -> Cart:
    await carts.empty(session, owner=owner)
    return review([], shelf={})
