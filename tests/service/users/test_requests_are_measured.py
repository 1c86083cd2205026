import httpx

from tests.service.users.people import Person


async def test_the_service_shows_rate_errors_and_duration_by_route(
    client: httpx.AsyncClient, ann: Person
) -> None:
    await ann.me((await ann.log_in())["access_token"])

    shown = (await client.get("/metrics")).text

    assert 'method="GET",route="/api/v1/users/me",status="200"' in shown
    assert ann.email not in shown
