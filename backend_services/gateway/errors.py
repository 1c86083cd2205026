from backend_services.shared.errors import Unavailable, UpstreamTimeout


class ServiceUnavailable(Unavailable):
    code = "service_unavailable"
    title = "Service unavailable"


class RequestTimeout(UpstreamTimeout):
    code = "request_timeout"
    title = "Request timeout"
