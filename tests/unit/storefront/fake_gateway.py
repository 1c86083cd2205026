"""A small gateway in one process: the storefront's tests swap the wire for it, nothing else."""

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

PASSWORD = "correct horse battery"
NOW = "2026-11-23T14:05:00.000000Z"
PRICES = ("min_price", "max_price")
Answer = Callable[[Request], Awaitable[Response]]


def problem(status: int, code: str, detail: Any, **extra: Any) -> JSONResponse:
    body = {"status": status, "code": code, "detail": detail, "request_id": "req-1", **extra}
    return JSONResponse(body, status_code=status)


@dataclass
class FakeGateway:
    """Keeps what it was asked in `requests`; `instead` answers a path its own way, once each."""

    products: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    carts: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])
    orders: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    waiting: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    requests: list[Request] = field(default_factory=list[Request])
    instead: dict[str, list[Answer]] = field(default_factory=dict[str, list[Answer]])
    access_tokens: dict[str, int] = field(default_factory=dict[str, int])
    refresh_tokens: dict[str, int] = field(default_factory=dict[str, int])
    used_refresh_tokens: list[str] = field(default_factory=list[str])
    access_lifetime: int = 900  # seconds
    role: str = "customer"
    providers: list[str] = field(default_factory=list[str])
    handoff_codes: set[str] = field(default_factory=lambda: {"good-code"})
    links: set[str] = field(default_factory=lambda: {"good-link"})
    has_facets: bool = True
    has_cursors: bool = True
    username: str = "ann"
    is_verified: bool = False
    pending_email: str | None = None
    has_password: bool = True
    sign_in_ids: list[str] = field(
        default_factory=lambda: [f"00000000-0000-0000-0000-{number:012}" for number in (1, 2)]
    )

    def __post_init__(self) -> None:
        self._keys: dict[str, int] = {}
        self._cart_changes = 0
        self._serial = itertools.count(1)
        self._app = Starlette(
            routes=[
                Route("/products", self._browse),
                Route("/products/categories", self._categories),
                Route("/products/facets", self._facets),
                Route("/products/suggestions", self._suggestions),
                Route("/products/batch", self._batch),
                Route("/products/{id:int}", self._product),
                Route("/users/register", self._register, methods=["POST"]),
                Route("/users/login", self._login, methods=["POST"]),
                Route("/users/handoff", self._handoff, methods=["POST"]),
                Route("/auth/providers", self._providers),
                Route("/users/refresh", self._refresh, methods=["POST"]),
                Route("/users/logout", self._logout, methods=["POST"]),
                Route("/users/me", self._me, methods=["GET", "PATCH", "DELETE"]),
                Route("/users/me/password", self._change_password, methods=["POST"]),
                Route("/users/me/verification", self._mail_verification, methods=["POST"]),
                Route("/users/me/sign-ins", self._sign_ins),
                Route("/users/me/sign-ins/{id}", self._end_sign_in, methods=["DELETE"]),
                Route("/users/logout-all", self._logout_all, methods=["POST"]),
                Route("/users/verify-email", self._verify_email, methods=["POST"]),
                Route("/users/password-reset", self._mail_reset, methods=["POST"]),
                Route("/users/password-reset/confirm", self._reset_password, methods=["POST"]),
                Route("/cart", self._cart),
                Route("/cart/merge", self._merge, methods=["POST"]),
                Route("/cart/items/{id:int}", self._cart_item, methods=["PUT", "POST", "DELETE"]),
                Route("/notifications/restock-requests", self._restock_requests),
                Route(
                    "/notifications/restock-requests/{id:int}",
                    self._restock_request,
                    methods=["PUT", "DELETE"],
                ),
                Route("/orders", self._orders, methods=["GET", "POST"]),
                Route("/orders/{id:int}", self._order),
                Route("/orders/{id:int}/status", self._status, methods=["PATCH"]),
                Route("/media/{name}", self._media),
                Route("/health/live", self._health),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await request.body()
        self.requests.append(request)
        answers = self.instead.get(request.url.path)
        if answers:
            await (await answers.pop(0)(request))(scope, request.receive, send)
            return

        async def once_more() -> dict[str, Any]:
            return {"type": "http.request", "body": await request.body(), "more_body": False}

        await self._app(scope, once_more, send)

    def asked(self, path: str, method: str = "") -> list[Request]:
        return [
            request
            for request in self.requests
            if request.url.path == path and method in {"", request.method}
        ]

    def shelve(self, product_id: int, **fields: Any) -> None:
        self.products[product_id] = {
            "id": product_id,
            "name": f"Product {product_id}",
            "description": "Good to have.",
            "price": "38.50",
            "compare_at_price": None,
            "currency": "USD",
            "stock_quantity": 12,
            "sku": f"SKU-{product_id}",
            "category": "Kitchen",
            "is_active": True,
            "image_url": f"/media/{product_id}.webp",
            "image_alt": "A picture",
            "pictures": [],
            "version": 1,
        } | fields

    def remember(self, key: str, *, user_id: int, items: list[dict[str, Any]]) -> None:
        """Place an order whose answer nobody got."""
        self._keys[key] = self._place(user_id, items)

    def sign_somebody_in(self, user_id: int = 7) -> dict[str, Any]:
        serial = next(self._serial)
        access, refresh = f"access-{serial}", f"refresh-{serial}"
        self.access_tokens[access] = user_id
        self.refresh_tokens[refresh] = user_id
        return {
            "access_token": access,
            "token_type": "bearer",
            "refresh_token": refresh,
            "expires_in": self.access_lifetime,
        }

    async def _handoff(self, request: Request) -> JSONResponse:
        code = (await request.json())["code"]
        if code not in self.handoff_codes:
            return problem(400, "handoff_refused", "This sign-in is no longer valid")
        self.handoff_codes.discard(code)
        return JSONResponse(self.sign_somebody_in())

    async def _providers(self, _request: Request) -> JSONResponse:
        return JSONResponse({"providers": self.providers})

    def _user_of(self, request: Request) -> int | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return self.access_tokens.get(token)

    def _cart_of(self, request: Request) -> dict[int, int] | None:
        user_id = self._user_of(request)
        owner = f"user {user_id}" if user_id else request.headers.get("x-cart-token", "")
        return self.carts.setdefault(owner, {}) if owner else None

    async def _browse(self, request: Request) -> Response:
        found = self._found(request)
        cursor = request.query_params.get("cursor")
        offset = int(cursor or request.query_params.get("offset", 0))
        limit = int(request.query_params.get("limit", 20))
        page = found[offset : offset + limit]
        is_last = offset + limit >= len(found)
        next_cursor = None if is_last or not self.has_cursors else str(offset + limit)
        answer = {"items": page, "total": len(found), "limit": limit, "offset": offset}
        return JSONResponse(answer | {"next_cursor": next_cursor})

    def _found(self, request: Request, *, but: str = "") -> list[dict[str, Any]]:
        """What the filters leave over, one of them left out of account."""
        asked = request.query_params
        names = asked.getlist("category") if but != "category" else []
        low, high = (asked.get(name) if but != "price" else None for name in PRICES)
        is_in_stock = "in_stock" in asked and but != "in_stock"
        return [
            product
            for product in self.products.values()
            if (not names or product["category"] in names)
            and asked.get("q", "").lower() in product["name"].lower()
            and (low is None or Decimal(product["price"]) >= Decimal(low))
            and (high is None or Decimal(product["price"]) <= Decimal(high))
            and (not is_in_stock or product["stock_quantity"] > 0)
        ]

    async def _facets(self, request: Request) -> Response:
        if not self.has_facets:
            return problem(422, "invalid_request", [{"loc": ["path", "product_id"], "msg": "no"}])
        names = [one["category"] for one in self._found(request, but="category")]
        prices = sorted(Decimal(one["price"]) for one in self._found(request, but="price"))
        stocked = [one for one in self._found(request, but="in_stock") if one["stock_quantity"]]
        return JSONResponse(
            {
                "categories": [
                    {"name": name, "count": names.count(name)} for name in sorted(set(names))
                ],
                "price": {"min": str(prices[0]), "max": str(prices[-1])} if prices else None,
                "in_stock": {"count": len(stocked)},
                "total": len(self._found(request)),
            }
        )

    async def _suggestions(self, request: Request) -> Response:
        names = ("id", "name", "sku", "category", "price", "currency", "image_url", "image_alt")
        found = [{name: one[name] for name in names} for one in self._found(request)]
        return JSONResponse({"items": found[:8]})

    async def _categories(self, _: Request) -> Response:
        names = [product["category"] for product in self.products.values()]
        items = [
            {"name": name, "count": names.count(name), "in_stock": names.count(name)}
            for name in sorted(set(names))
        ]
        return JSONResponse({"items": items})

    async def _batch(self, request: Request) -> Response:
        ids = [int(part) for part in request.query_params["ids"].split(",")]
        return JSONResponse({"items": [self.products[one] for one in ids if one in self.products]})

    async def _product(self, request: Request) -> Response:
        found = self.products.get(request.path_params["id"])
        return JSONResponse(found) if found else problem(404, "product_not_found", "Not found")

    async def _register(self, request: Request) -> Response:
        body = await request.json()
        if body["email"] == "taken@example.com":
            return problem(400, "email_or_username_taken", "Email or username already exists")
        return JSONResponse({"id": 7}, status_code=201)

    async def _login(self, request: Request) -> Response:
        body = await request.json()
        if body["password"] != PASSWORD:
            return problem(401, "invalid_credentials", "Invalid email or password")
        return JSONResponse(self.sign_somebody_in())

    async def _refresh(self, request: Request) -> Response:
        token = (await request.json())["refresh_token"]
        self.used_refresh_tokens.append(token)
        user_id = self.refresh_tokens.pop(token, None)
        if user_id is None:
            return problem(401, "refresh_refused", "Please sign in again")
        return JSONResponse(self.sign_somebody_in(user_id))

    async def _logout(self, request: Request) -> Response:
        self.refresh_tokens.pop((await request.json())["refresh_token"], None)
        return Response(status_code=204)

    async def _me(self, request: Request) -> Response:
        user_id = self._user_of(request)
        if user_id is None:
            return problem(401, "unauthenticated", "Not authenticated")
        body: dict[str, Any] = await request.json() if request.method in {"PATCH", "DELETE"} else {}
        if ("email" in body or request.method == "DELETE") and _is_wrong(body):
            return _wrong_password()
        if request.method == "DELETE":
            return Response(status_code=204)
        self.username = body.get("username", self.username)
        self.pending_email = body.get("email", self.pending_email)
        return JSONResponse(self._user_out(user_id))

    def _user_out(self, user_id: int) -> dict[str, Any]:
        return {
            "id": user_id,
            "email": "ann@example.com",
            "username": self.username,
            "role": self.role,
            "email_verified": self.is_verified,
            "pending_email": self.pending_email,
            "has_password": self.has_password,
        }

    async def _change_password(self, request: Request) -> Response:
        body = await request.json()
        if self._user_of(request) is None:
            return problem(401, "unauthenticated", "Not authenticated")
        return _wrong_password() if _is_wrong(body) else _weak(body) or Response(status_code=204)

    async def _mail_verification(self, request: Request) -> Response:
        if self._user_of(request) is None:
            return problem(401, "unauthenticated", "Not authenticated")
        return Response(status_code=202)

    async def _sign_ins(self, request: Request) -> Response:
        if self._user_of(request) is None:
            return problem(401, "unauthenticated", "Not authenticated")
        firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        return JSONResponse(
            [
                {
                    "id": sign_in_id,
                    "started_at": NOW,
                    "last_used_at": NOW,
                    "expires_at": NOW,
                    "user_agent": firefox,
                    "is_current": place == 0,
                }
                for place, sign_in_id in enumerate(self.sign_in_ids)
            ]
        )

    async def _end_sign_in(self, request: Request) -> Response:
        if self._user_of(request) is None:
            return problem(401, "unauthenticated", "Not authenticated")
        if request.path_params["id"] not in self.sign_in_ids:
            return problem(404, "sign_in_not_found", "Sign-in not found")
        self.sign_in_ids.remove(request.path_params["id"])
        return Response(status_code=204)

    async def _logout_all(self, request: Request) -> Response:
        if self._user_of(request) is None:
            return problem(401, "unauthenticated", "Not authenticated")
        self.refresh_tokens.clear()
        return Response(status_code=204)

    async def _verify_email(self, request: Request) -> Response:
        if (await request.json())["token"] not in self.links:
            return problem(400, "link_no_longer_valid", "This link is no longer valid")
        self.links.clear()
        self.is_verified = True
        return JSONResponse(self._user_out(7))

    async def _mail_reset(self, _: Request) -> Response:
        return Response(status_code=202)

    async def _reset_password(self, request: Request) -> Response:
        body = await request.json()
        if body["token"] not in self.links:
            return problem(400, "link_no_longer_valid", "This link is no longer valid")
        if refusal := _weak(body):
            return refusal
        self.links.clear()
        return Response(status_code=204)

    async def _cart(self, request: Request) -> Response:
        cart = self._cart_of(request)
        if cart is None:
            return problem(401, "cart_owner_missing", "Whose cart?")
        return self._cart_out(cart)

    async def _cart_item(self, request: Request) -> Response:
        cart = self._cart_of(request)
        product_id = request.path_params["id"]
        if cart is None:
            return problem(401, "cart_owner_missing", "Whose cart?")
        if product_id not in self.products:
            return problem(404, "product_not_found", f"Product {product_id} not found")
        quantity = 0 if request.method == "DELETE" else (await request.json())["quantity"]
        if request.method == "POST":
            quantity = min(cart.get(product_id, 0) + quantity, 99)
        self._cart_changes += 1
        cart.pop(product_id, None) if quantity == 0 else cart.update({product_id: quantity})
        return self._cart_out(cart)

    async def _merge(self, request: Request) -> Response:
        user_id = self._user_of(request)
        self._cart_changes += 1
        guest = self.carts.pop(request.headers["x-cart-token"], {})
        self.carts.setdefault(f"user {user_id}", {}).update(guest)
        return self._cart_out(self.carts[f"user {user_id}"])

    def _cart_out(self, cart: dict[int, int]) -> Response:
        lines = [self._cart_line(product_id, amount) for product_id, amount in cart.items()]
        total = sum((Decimal(line["subtotal"]) for line in lines), Decimal("0.00"))
        return JSONResponse(
            {
                "items": lines,
                "item_count": sum(cart.values()),
                "total": str(total),
                "currency": "USD",
                "is_checked": True,
                "updated_at": f"2026-11-23T14:05:00.{self._cart_changes:06}Z" if cart else None,
            }
        )

    def _cart_line(self, product_id: int, quantity: int) -> dict[str, Any]:
        product = self.products[product_id]
        stock = product["stock_quantity"]
        is_short = stock is not None and quantity > stock
        return {
            "product_id": product_id,
            "sku": product["sku"],
            "name": product["name"],
            "price": product["price"],
            "currency": "USD",
            "image_url": product["image_url"],
            "quantity": quantity,
            "subtotal": str(Decimal(product["price"]) * quantity),
            "stock_quantity": stock,
            "problem": "short_stock" if is_short else None,
            "message": f"Only {stock} left." if is_short else None,
            "price_when_added": product["price"],
        }

    async def _restock_requests(self, request: Request) -> Response:
        user_id = self._user_of(request)
        if user_id is None:
            return problem(401, "unauthenticated", "Not authenticated")
        waiting = [
            {"product_id": product_id, "asked_at": NOW}
            for product_id in self.waiting.get(user_id, ())
        ]
        return JSONResponse({"restock_requests": waiting})

    async def _restock_request(self, request: Request) -> Response:
        user_id, product_id = self._user_of(request), request.path_params["id"]
        if user_id is None:
            return problem(401, "unauthenticated", "Not authenticated")
        waiting = self.waiting.setdefault(user_id, set())
        if request.method == "DELETE":
            waiting.discard(product_id)
            return Response(status_code=204)
        if self.products[product_id]["stock_quantity"]:
            return problem(409, "product_in_stock", "It is in stock: there is nothing to wait for")
        waiting.add(product_id)
        return JSONResponse({"product_id": product_id, "asked_at": NOW})

    async def _orders(self, request: Request) -> Response:
        user_id = self._user_of(request)
        if user_id is None:
            return problem(401, "unauthenticated", "Not authenticated")
        if request.method == "GET":
            status = request.query_params.get("status")
            found = [one for one in self.orders.values() if status in {None, one["status"]}]
            return JSONResponse(found[::-1])
        key = request.headers.get("idempotency-key", "")
        if key not in self._keys:
            body = await request.json()
            cart = self.carts.get(f"user {user_id}", {})
            missing = [
                {"product_id": item["product_id"], "requested": item["quantity"]}
                for item in body["items"]
                if cart.get(item["product_id"], 0) < item["quantity"]
            ]
            if missing:
                return problem(409, "not_in_cart", "No longer in the cart", lines=missing)
            self._keys[key] = self._place(user_id, body["items"])
        return JSONResponse(self.orders[self._keys[key]], status_code=201)

    def _place(self, user_id: int, items: list[dict[str, Any]]) -> int:
        order_id = 1042 + len(self.orders)
        for item in items:
            self.carts.get(f"user {user_id}", {}).pop(item["product_id"], None)
        self.orders[order_id] = {
            "id": order_id,
            "user_id": user_id,
            "user_email": "ann@example.com",
            "status": "pending",
            "total_amount": "77.00",
            "currency": "USD",
            "tracking_number": None,
            "created_at": NOW,
            "updated_at": NOW,
            "items": [
                {
                    "product_id": item["product_id"],
                    "product_name": self.products[item["product_id"]]["name"],
                    "product_price": item["expected_price"],
                    "quantity": item["quantity"],
                    "subtotal": str(Decimal(item["expected_price"]) * item["quantity"]),
                    "sku": "SKU",
                    "image_url": None,
                }
                for item in items
            ],
            "timeline": [{"status": "pending", "at": NOW, "actor": "customer"}],
        }
        return order_id

    async def _order(self, request: Request) -> Response:
        if self._user_of(request) is None:
            return problem(401, "unauthenticated", "Not authenticated")
        found = self.orders.get(request.path_params["id"])
        return JSONResponse(found) if found else problem(404, "order_not_found", "Not found")

    async def _status(self, request: Request) -> Response:
        if self._user_of(request) is None:
            return problem(401, "unauthenticated", "Not authenticated")
        order = self.orders[request.path_params["id"]]
        body = await request.json()
        order["status"] = body["status"]
        order["timeline"].append({"at": NOW, "actor": self.role, **body})
        return JSONResponse(order)

    async def _health(self, _: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _media(self, request: Request) -> Response:
        if request.path_params["name"] == "missing.webp":
            return problem(404, "picture_not_found", "Not found")
        return Response(b"picture", media_type="image/webp")


def _is_wrong(body: dict[str, Any]) -> bool:
    return body.get("current_password") != PASSWORD


def _wrong_password() -> Response:
    return problem(
        400, "wrong_password", "current_password is not your password", field="current_password"
    )


def _weak(body: dict[str, Any]) -> Response | None:
    """As the service refuses: a shape it can tell by itself, and a rule that needs the owner."""
    if len(body["new_password"]) < 8:
        why = {"loc": ["body", "new_password"], "msg": "must have at least 8 characters"}
        return problem(422, "invalid_request", [why])
    if body["new_password"] == "ann@example.com":
        why = "new_password must not be your e-mail address or username"
        return problem(422, "weak_password", why, field="new_password")
    return None
