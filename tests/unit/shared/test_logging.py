from backend_services.shared.observability.logging import hide_secrets


def test_fields_named_like_secrets_never_reach_a_log() -> None:
    line = {
        "event": "user.signed_in",
        "user_id": 7,
        "password": "x",
        "access_token": "x",
        "recipient_email": "ana@example.com",
        "Authorization": "Bearer x",
    }

    assert hide_secrets(None, "info", line) == {
        "event": "user.signed_in",
        "user_id": 7,
        "password": "***",
        "access_token": "***",
        "recipient_email": "***",
        "Authorization": "***",
    }
