"""What stands where something sound should stand, in malformed requests."""

from __future__ import annotations

__all__ = ["HEADERS", "HEADER_VALUES", "METHODS", "TEXTS", "VALUES"]

# What a JSON document may hold instead of a value.
VALUES: tuple[bytes, ...] = (
    b"NaN", b"-NaN", b"Infinity", b"-Infinity", b"1e400", b"-1e400", b"1e308", b"-0.0", b"5e-324",
    b"9" * 5000, b"-" + b"9" * 400, b"1e5000", b"0.1e-5000", b"01", b"+1", b".5", b"1.", b"0x10", b"1_000",
    b"true", b"True", b"null", b"None", b"undefined", b'""', b'"1"', b'"\\u0000"', b'"\\ud800"',
    b'"\\udfff\\ud800"', b'"\\u202e"', b'"\xff\xfe"', b'"\xc0\xaf"', b'"\xed\xa0\x80"',
    b'"\xf4\x90\x80\x80"', b'"a\x00b"', b'"line\nbreak"', b'"\\x41"', b'"\\', b'"' + b"x" * 100_000 + b'"',
    b'"../../etc/passwd"', b'"/proc/self/environ"', b'"C:\\\\x"', b'"file:///etc/passwd"', b'"{{7*7}}"',
    b'"${jndi:ldap://x}"', b"\"'; DROP TABLE jobs; --\"", b'"<script>1</script>"', b"[]", b"{}",
    b"[[[[[[]]]]]]", b"[" * 2000 + b"]" * 2000, b'{"a":' * 2000 + b"1" + b"}" * 2000, b"[1,]", b'{"a":1,}',
    b'{"a"}', b"{1:2}", b'{"href": "http://127.0.0.1/"}', b'{"href": "file:///etc/passwd"}',
    b'{"__proto__": {}}', b'{"kind": "NaN", "kind": 1}', b'{"value": NaN}',
    b'{"bbox": [NaN, 1e400, -Infinity, 0]}', b"[NaN, NaN]", b"[1e308, -1e308]", b"[null]", b'["a", 1, {}]',
    b"[" + b"0," * 20_000 + b"0]", b'{"type": "Point", "coordinates": []}', b'"2025-02-30T25:61:61Z"',
    b'"9999999999-01-01"', b'"P1Y"', b"// c\n1", b"/* c */ 1", b"\x00", b"\xef\xbb\xbf1", b"",
)  # fmt: skip
# What may stand in a path or a query instead of text.
TEXTS: tuple[bytes, ...] = (
    b"", b"%", b"%%", b"%zz", b"%00", b"a%00b", b"%0d%0aSet-Cookie:%20x=1", b"%ff%fe", b"%ed%a0%80",
    b"%c0%ae%c0%ae%c0%af", b"\xff\xfe", b"\xe2\x82", b"NaN", b"nan", b"Infinity", b"-inf", b"1e400",
    b"1e999999", b"-1", b"0", b"-0.0", b"0x10", b"9" * 400, b"9" * 6000, b"1.5", b"1_000", b"%D9%A1",
    b"true", b"null", b"[]", b"{}", b"[object%20Object]", b"*", b"../../etc/passwd",
    b"..%2f..%2fetc%2fpasswd", b"%2e%2e/%2e%2e/etc/passwd", b"..%5c..%5cwindows", b"/etc/passwd", b"//etc",
    b"%252e%252e%252f", b"C:%5Cx", b"file:///etc/passwd", b"http://127.0.0.1:1/", b"CON", b"a" * 300,
    b"a" * 7000, b"%41" * 2000, b"%F0%9F%98%80", b"%E2%80%AE", b"'%20OR%201=1--",
    b"%27%22%3E%3Cscript%3E1%3C/script%3E", b"$(id)", b"`id`", b"%7B%7B7*7%7D%7D", b"1,2,3", b"1,2,3,4,5",
    b"1,2,3,4,5,6,7", b"NaN,NaN,NaN,NaN", b"1e400,0,0,0", b"5,5,1,1", b",,,", b"a,b,c,d", b"0,0,0,0",
    b"POINT(", b"POINT()", b"POINT(NaN%20NaN)", b"POINT(1e400%200)", b"POINT(1%202%203%204%205)",
    b"POLYGON((0%200))", b"POINT%20EMPTY", b"POLYGON((0%200,1%201,0%201,1%200,0%200))",
    b"GEOMETRYCOLLECTION(POINT(0%200))", b"LINESTRING(0%200)", b"(" * 3000, b"LINESTRING(1%201,1%201)",
    b"MULTIPOINT((1%201))", b"POINT(" + b"1" * 4000 + b"%200)", b"2025-13-45", b"../..", b"2025-01-01/..",
    b"../2025-01-01/..", b"9999-99-99T99:99:99Z/0000-00-00", b"http://www.opengis.net/def/crs/EPSG/0/999999",
    b"EPSG:28992%00", b"[EPSG:4326]",
)  # fmt: skip
# Headers that mean something to the service or to a proxy before it.
HEADERS: tuple[bytes, ...] = (
    b"Accept", b"Accept-Encoding", b"Accept-Language", b"Authorization", b"Content-Type",
    b"Content-Encoding", b"Cookie", b"Expect", b"Forwarded", b"If-Match", b"If-Modified-Since",
    b"If-None-Match", b"If-Range", b"Origin", b"Prefer", b"Range", b"Referer", b"Upgrade", b"X-Api-Key",
    b"X-Forwarded-For", b"X-Forwarded-Host", b"X-Forwarded-Prefix", b"X-Forwarded-Proto",
    b"X-Http-Method-Override", b"X-Request-Id", b"Traceparent", b"Accept-Crs", b"Content-Crs",
)  # fmt: skip
HEADER_VALUES: tuple[bytes, ...] = (
    b"", b" ", b"\xff\xfe", b"\x01", b"\x00", b"a\x00b", b"\x7f", b"a\rb", b"a\tb", b",,,,", b";;;=", b";q=",
    b"*/*;q=NaN", b"q=1e400", b"x" * 8000, b"a," * 3000, b"bytes=", b"bytes=-", b"bytes=9-1",
    b"bytes=0-" + b"9" * 400, b"bytes=" + b"0-1," * 1500, b"bytes=-0", b"Bearer", b"Bearer ",
    b"Bearer " + b"A" * 6000, b"Bearer a.b.c", b"Bearer eyJhbGciOiJub25lIn0.e30.", b"Basic !!!!",
    b"Basic Og==", b"../../etc/passwd", b"${jndi:ldap://x}", b"<script>1</script>",
    b"respond-sync, respond-async", b"wait=1e400", b"wait=-1", b"gzip;q=-1", b"text/html", b"image/png",
    b"application/json; charset=utf-7", b"multipart/form-data; boundary=", b"100-continue", b"W/\"",
    b'"' * 3000, b"Sun, 99 Nov 2099 99:99:99 GMT", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-00", b"null",
    b"for=\"[::1\"", b"javascript:1", b"GET",
)  # fmt: skip
METHODS: tuple[bytes, ...] = (
    b"GET", b"HEAD", b"OPTIONS", b"PUT", b"PATCH", b"POST", b"DELETE", b"TRACE", b"CONNECT", b"PROPFIND",
    b"get", b"G\x00T", b"X" * 200,
)  # fmt: skip
