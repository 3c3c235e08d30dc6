"""The second factor: a code of six digits from an authenticator (RFC 6238), and ten recovery codes on paper."""
