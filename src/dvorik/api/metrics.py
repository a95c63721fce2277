"""Prometheus metrics of the API process."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter(
    "dvorik_http_requests_total", "Requests answered.", ["method", "route", "status"]
)
SECONDS = Histogram(
    "dvorik_http_request_seconds",
    "Time to answer a request.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)
