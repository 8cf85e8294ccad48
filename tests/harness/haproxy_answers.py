"""Answers of HAProxy's runtime interface as 2.6 gives them, made from a few numbers."""

HEAD = (
    "pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,"
    "status,weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,throttle,lbtot,"
    "tracked,type,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,last_chk,rtime,algo"
)
STATES = (
    "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight"
)
PROC = "#<PID>          <type>          <reloads>       <uptime>        <version>      \n"


def stat(*rows: dict[str, object], head: str = HEAD) -> str:
    """Return an answer to `show stat`; what a row does not say is empty."""
    names = head.split(",")
    lines = [",".join(str(row.get(name, "")) for name in names) for row in rows]
    return "\n".join([f"# {head}", *lines, "", ""])


def server(pool: str, name: str, count: int, **more: object) -> dict[str, object]:
    """Return a server's row."""
    row = {"pxname": pool, "svname": name, "type": 2, "qcur": 0, "scur": 0, "stot": count}
    row |= {"lbtot": count, "status": "no check", "weight": 1, "bck": 0}
    return row | {f"hrsp_{one}": count * (one == "2xx") for one in RESPONSES} | more


def pool(name: str, count: int, **more: object) -> dict[str, object]:
    """Return a pool's row."""
    return server(name, "BACKEND", count, type=1, status="UP") | more


RESPONSES = ("1xx", "2xx", "3xx", "4xx", "5xx", "other")


def states(*rows: str) -> str:
    """Return an answer to `show servers state`."""
    return "\n".join(["1", STATES, *rows, "", ""])


def info(pid: int = 7, start: int | None = 100, uptime: int = 5, **more: object) -> str:
    """Return an answer to `show info`."""
    lines = ["Name: HAProxy", "Version: 2.6.12", f"Pid: {pid}", f"Uptime_sec: {uptime}"]
    lines += ["Maxconn: 50", "CurrConns: 3", "Stopping: 0"]
    lines += [] if start is None else [f"Start_time_sec: {start}"]
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in more.items()), "", ""])


def proc(reloads: str, workers: list[int], old: list[int] | None = None, master: int = 5) -> str:
    """Return an answer of the master to `show proc`."""
    line = "{:<15} {:<15} {:<15} 0d00h00m09s     2.6.12\n"
    text = PROC + line.format(master, "master", reloads)
    text += "# workers\n" + "".join(line.format(pid, "worker", 0) for pid in workers)
    if old:
        text += "# old workers\n" + "".join(line.format(pid, "worker", 1) for pid in old)
    return text + "# programs\n" + line.format(99, "dataplane", 0) + "\n"
