from typing import Final

from redis.exceptions import RedisError

from backend_services.shared.db.outages import DATABASE_AWAY

LINE_AWAY: Final = (*DATABASE_AWAY, RedisError)
