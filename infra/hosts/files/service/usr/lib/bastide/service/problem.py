# CM-9: what went wrong, as the customer is told it.


class Problem(Exception):
    """An answer that is no success: its status, and a sentence without content of anybody's."""

    def __init__(self, status, text, headers=None):
        super().__init__(text)
        self.status, self.text, self.headers = status, text, headers or {}
