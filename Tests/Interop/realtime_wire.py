"""`OpenAIRealtimeWS` against a service that is not ours: voice turns, and what each connection puts on the wire, as
openai-node's rules want it."""

import base64
import binascii
import dataclasses

import realtime_service
from peers.peer import payload
from programs import Group, run_client

KEY = "sk-interop"
BEARER = ("authorization", f"Bearer {KEY}")
BETA = ("openai-beta", "realtime=v1")
SPOKEN = payload("binary", 20_000)
SENT = ["session.update"] + ["input_audio_buffer.append"] * 5 + ["input_audio_buffer.commit", "response.create"]
HERE = "127.0.0.1:{port}"


@dataclasses.dataclass
class Case:
    """One connection: what the client is given, and what must arrive. `{port}` stands for the service's."""

    name: str
    given: dict
    target: str = "/v1/realtime?model=gpt-realtime"
    headers: list = dataclasses.field(default_factory=lambda: [BEARER])
    host: str = HERE
    server_name: str | None = None
    refusal: str | None = None


def connection(**given):
    """What `Turn` in InteropPeer reads."""
    key = None if "provided" in given else KEY
    if given.get("azure"):
        base = None if "endpoint" in given else "https://127.0.0.1:{port}/openai"
        common = {"target": ["deployment", "voice"], "apiVersion": "2024-10-01-preview"}
    else:
        base, common = "https://127.0.0.1:{port}/v1", {"azure": False, "target": ["model", "gpt-realtime"]}
    return {"api": "ga", "headers": [], "speaks": False, "key": key, "baseURL": base} | common | given


def turns():
    """Whole voice turns, one for each way of getting a connection."""
    azure_beta = "/openai/realtime?api-version=2024-10-01-preview&deployment=voice"
    azure = "/openai/v1/realtime?model=voice"
    return [
        Case("voice turn, GA, fixed key", connection(speaks=True)),
        Case("voice turn, GA, key from a function", connection(speaks=True, provided=KEY)),
        Case("voice turn, beta", connection(speaks=True, api="beta"), headers=[BEARER, BETA]),
        Case("voice turn, Azure, key", connection(speaks=True, azure=True), azure, [("api-key", KEY)]),
        Case("voice turn, Azure, token", connection(speaks=True, azure=True, provided="token"), azure,
             [("authorization", "Bearer token")]),
        Case("voice turn, Azure beta", connection(speaks=True, azure=True, api="beta"), azure_beta,
             [("api-key", KEY), BETA]),
    ]


def headers():
    """Rules H1 to H5. Each case wants exactly the named fields and those of the opening handshake: nothing else, so
    no User-Agent, organisation, project, subprotocol or extension."""
    theirs = [["X-Trace-Id", "abc 1"], ["Cookie", "a=b; c=d"], ["x-trace-id", "abc 2"]]
    passed = [(name.lower(), value) for name, value in theirs]
    azure = "/openai/v1/realtime?model=voice"
    return [
        Case("H1: the caller's headers pass, repeated ones too", connection(headers=theirs), headers=passed + [BEARER]),
        Case("H1: our Authorization wins", connection(headers=[["Authorization", "Basic theirs"]])),
        Case("H1: our Authorization wins in any letter case",
             connection(headers=[["authorization", "Basic 1"], ["AUTHORIZATION", "Basic 2"]])),
        Case("H1: so it does with a key from a function",
             connection(provided=KEY, headers=[["aUTHORIZATION", "Basic theirs"]])),
        Case("H2: beta's OpenAI-Beta wins in any letter case",
             connection(api="beta", headers=[["openai-beta", "theirs"], ["OPENAI-BETA", "theirs"]]),
             headers=[BEARER, BETA]),
        Case("H2: GA passes the caller's OpenAI-Beta", connection(headers=[["OpenAI-Beta", "assistants=v2"]]),
             headers=[BEARER, ("openai-beta", "assistants=v2")]),
        Case("H3: organisation, project and user agent are the caller's only",
             connection(headers=[["OpenAI-Organization", "org"], ["OpenAI-Project", "proj"], ["User-Agent", "me"]]),
             headers=[("openai-organization", "org"), ("openai-project", "proj"), ("user-agent", "me"), BEARER]),
        Case("H4: Azure's key wins over the caller's in any letter case, whose Authorization stays",
             connection(azure=True, headers=[["API-KEY", "theirs"], ["Api-Key", "theirs"], ["Authorization", "Basic x"]]),
             azure, [("authorization", "Basic x"), ("api-key", KEY)]),
        Case("H4: Azure's token wins over the caller's Authorization, whose api-key stays",
             connection(azure=True, provided="token", headers=[["authorization", "Basic x"], ["Api-Key", "theirs"]]),
             azure, [("api-key", "theirs"), ("authorization", "Bearer token")]),
        Case("H5: Azure's token in beta", connection(azure=True, provided="token", api="beta"),
             "/openai/realtime?api-version=2024-10-01-preview&deployment=voice",
             [("authorization", "Bearer token"), BETA]),
    ]


def url_case(name, base, line="/v1/realtime?model=gpt-realtime", host="example.com", sni="example.com", **given):
    wanted = [BEARER, BETA] if given.get("api") == "beta" else [BEARER]
    return Case(f"{name}: {base}", connection(baseURL=base, **given), line, wanted, host, sni)


def urls():
    """Rules U3 to U5 and U8: the request line, the Host field and the server name of TLS."""
    openai = {"host": "api.openai.com", "sni": "api.openai.com"}
    model = "gpt realtime & more=?#é/+😀~*-._'()!"
    encoded = "gpt+realtime+%26+more%3D%3F%23%C3%A9%2F%2B%F0%9F%98%80%7E*-._%27%28%29%21"
    cases = [
        url_case("U3", "https://api.openai.com/v1", **openai),
        url_case("U3: one slash goes", "https://api.openai.com/v1/", **openai),
        url_case("U3: one slash only", "https://example.com/V1//", "/V1//realtime?model=gpt-realtime"),
        url_case("U3: no path", "https://example.com", "/realtime?model=gpt-realtime"),
        url_case("U3: a call", "https://example.com/custom/path/", "/custom/path/realtime?call_id=rtc_123",
                 target=["call", "rtc_123"]),
        url_case("U3: transcription", "https://example.com/v1", "/v1/realtime?intent=transcription",
                 target=["transcription"]),
        url_case("U3: the parameter is replaced", "https://example.com/v1/?model=a&model=b&x=1",
                 "/v1/realtime?model=gpt-realtime&x=1"),
        url_case("U3, safer: a query stays a query", "https://example.com/v1?x=1",
                 "/v1/realtime?x=1&model=gpt-realtime"),
        url_case("U4: the port that is wss's own goes", "https://example.com:443/v1"),
        url_case("U4: another one stays", "https://example.com:80/v1", host="example.com:80"),
        url_case("U4: host and path are put right", "https://EXAMPLE.com/a/../v1/./x/..",
                 "/v1/realtime?model=gpt-realtime"),
        url_case("U4: an international host", "https://xn--bcher-kva.example/v1", host="xn--bcher-kva.example",
                 sni="xn--bcher-kva.example"),
        url_case("U4: an address has no server name", "https://127.0.0.1/v1", host="127.0.0.1", sni=None),
        url_case("U5: form encoding", "https://example.com/v1", f"/v1/realtime?model={encoded}",
                 target=["model", model]),
        url_case("U8: a URL of the caller's own", "https://example.com/v1", "/x?e=1", host="sap.example.com",
                 sni="sap.example.com", customURL="wss://sap.example.com/x?e=1#f"),
        url_case("beta", "https://example.com/v1", api="beta"),
    ]
    # Not http and ws, which mean no TLS where the way to the service stays on this machine, as it does here.
    cases += [url_case("U3: wss is a scheme of bases too", "wss://example.com/v1")]
    return cases + refusals()


def refusals():
    """Nothing goes out for these."""
    return [
        Case("U1: an empty model", connection(target=["model", ""]), refusal="Pass exactly one of"),
        Case("U8: a URL of another scheme", connection(customURL="http://example.com/x"), refusal="must use the wss"),
        Case("H6: no key", connection(key=None), refusal="No API key"),
        Case("U7: a call on Azure's beta", connection(azure=True, api="beta", target=["call", "rtc_1"]),
             refusal="stable Realtime helpers"),
    ]


def azure_urls():
    """Rules U6, U7 and U9."""
    def case(name, base, line, **given):
        api_key = [("api-key", KEY)] + ([BETA] if given.get("api") == "beta" else [])
        return Case(f"{name}: {base}", connection(azure=True, baseURL=base, **given), line, api_key,
                    host="example.com", server_name="example.com")

    ga, beta = "/openai/v1/realtime?model=voice", "?api-version=2024-10-01-preview&deployment=voice"
    bases = ["/openai/", "/openai", "/openai/v1/", "/openai//v1//", "//openai///"]
    cases = [case("U6", f"https://example.com{base}", ga) for base in bases]
    endpoint = connection(azure=True, endpoint="https://example.com//")
    return cases + [
        case("U6: /v10 is not /v1", "https://example.com/openai/v10", "/openai/v10/v1/realtime?model=voice"),
        case("U6: query and fragment go", "https://example.com/openai/?a=b#h", "/openai/v1/realtime?call_id=rtc_1",
             target=["call", "rtc_1"]),
        case("U6: transcription", "https://example.com/openai", "/openai/v1/realtime?intent=transcription",
             target=["transcription"]),
        case("U7", "https://example.com/openai/", f"/openai/realtime{beta}", api="beta"),
        case("U7: no /v1 is added or taken", "https://example.com/openai/v1/", f"/openai/v1/realtime{beta}", api="beta"),
        Case("U9: an endpoint", endpoint, ga, [("api-key", KEY)], "example.com", "example.com"),
    ]


def failure(case, outcome, service):
    """What is wrong with a connection, given what our client and the service say of it."""
    failures = outcome["failures"]
    if case.refusal:
        is_refused = failures and case.refusal in failures[0] and not outcome["session"]
        return None if is_refused else f"not refused with {case.refusal!r}: {failures}"
    if failures:
        return "; ".join(failures)
    seen = service.seen[int(outcome["session"].removeprefix("sess_"))]
    problem = wire_failure(case, seen, service.port)
    if problem or not case.given["speaks"]:
        return problem
    return turn_failure(outcome, seen)


def wire_failure(case, seen, port):
    if seen.target != case.target:
        return f"the target is {seen.target}, not {case.target}"
    if seen.server_name != case.server_name:
        return f"the server name is {seen.server_name}, not {case.server_name}"
    fields = [(name.lower(), value) for name, value in seen.headers]
    keys = [value for name, value in fields if name == "sec-websocket-key"]
    if len(keys) != 1 or len(binascii.a2b_base64(keys[0])) != 16:
        return "Sec-WebSocket-Key is not 16 bytes, once"
    handshake = [("host", case.host.format(port=port)), ("upgrade", "websocket"), ("connection", "Upgrade"),
                 ("sec-websocket-version", "13"), ("accept-encoding", "identity")]
    arrived = sorted(field for field in fields if field[0] != "sec-websocket-key")
    expected = sorted(handshake + case.headers)
    return None if arrived == expected else f"the headers are {arrived}, not {expected}"


def turn_failure(outcome, seen):
    if seen.events != SENT:
        return f"the client sent {seen.events}"
    if seen.audio != SPOKEN:
        return f"the service heard {len(seen.audio)} bytes or other ones"
    if base64.b64decode(outcome["audio"]) != realtime_service.answer(SPOKEN):
        return "the client heard other audio"
    if outcome["transcript"] != realtime_service.TRANSCRIPT:
        return f"the transcript is {outcome['transcript']!r}"
    if not outcome["isCompleted"] or outcome["totalTokens"] != realtime_service.USAGE["total_tokens"]:
        return "response.done was not read"
    if seen.closed != (1000, "Done") or outcome["code"] != 1000:
        return f"closed with {seen.closed} and {outcome['code']}"
    return None


def given_to_client(case, port):
    fill = lambda value: value.format(port=port) if isinstance(value, str) else value
    return {"name": case.name} | {name: fill(value) for name, value in case.given.items()}


def groups(ours, authority):
    cases = turns() + headers() + urls() + azure_urls()

    def run():
        with realtime_service.Service(authority).running() as service:
            given = [given_to_client(case, service.port) for case in cases]
            lines, complaint = run_client([ours, "realtime-client", authority.root, service.port], given)
        outcomes = {line["name"]: line for line in lines}
        for case in cases:
            outcome = outcomes.get(case.name)
            problem = failure(case, outcome, service) if outcome else f"the client says nothing: {complaint[-400:]}"
            yield f"realtime client, {case.name}", problem

    return [Group("realtime client", run)]
