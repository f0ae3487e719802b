# CM-7, NW-1: gunicorn, on the socket that systemd hands over; how much it takes at once, and no log of requests of its own.
worker_class = "gthread"
workers = 2
threads = 8
timeout = 60
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 4094
limit_request_fields = 40
limit_request_field_size = 4094
accesslog = None
errorlog = "-"
loglevel = "warning"
proc_name = "bastide-service"
forwarded_allow_ips = ""
worker_tmp_dir = "/tmp"
