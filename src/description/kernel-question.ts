/**
 * What a Python kernel is asked: code that leaves its answer in `answer`, as base64 of JSON that fits
 * model/kernel-facts.ts. It imports the standard library alone; of devices it asks only libraries that
 * are loaded, and none in a way that would take memory on a device.
 *
 * No backslash, backtick or dollar sign: a test runs it in a real kernel as it stands here.
 */
const CODE = `
import base64, json, os, platform, re, sys, threading, time
from importlib import metadata


def attempt(find, otherwise=None):
    try:
        return find()
    except Exception:
        return otherwise


def status(name):
    with open("/proc/self/status") as lines:
        for line in lines:
            if line.startswith(name + ":"):
                return int(line.split()[1])


def used():
    import resource
    # KiB, but bytes on macOS.
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def age():
    with open("/proc/self/stat") as stat, open("/proc/uptime") as uptime:
        ticks = int(stat.read().rpartition(")")[2].split()[19])
        return float(uptime.read().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")


def process():
    return sys.modules["psutil"].Process()


def moved():
    # Where Jupyter has started it: beside this.
    beside = os.path.dirname(os.environ["JPY_SESSION_NAME"])
    if os.path.isabs(beside) and not os.path.samefile(beside, os.getcwd()):
        return os.path.relpath(os.getcwd(), os.path.realpath(beside)).replace(os.sep, "/")


def described(name):
    found = metadata.distribution(name)
    about = {"version": found.version}
    direct = json.loads(found.read_text("direct_url.json") or "{}")
    if "url" in direct:
        about["url"] = re.sub("//[^/@]*@", "//", direct["url"])
        about["editable"] = bool(direct.get("dir_info", {}).get("editable", False))
    if "vcs_info" in direct:
        about["vcs"] = direct["vcs_info"]["vcs"]
        about["commit"] = direct["vcs_info"]["commit_id"]
    return about


def jax_devices():
    # To ask earlier would make jax take most of a device's memory.
    if not sys.modules["jax._src.xla_bridge"]._backends:
        return None
    return len([one for one in sys.modules["jax"].local_devices() if one.platform != "cpu"])


DEVICES = {
    "torch": lambda: sys.modules["torch"].cuda.device_count(),
    "cupy": lambda: sys.modules["cupy"].cuda.runtime.getDeviceCount(),
    "jax": jax_devices,
    "tensorflow": lambda: len(sys.modules["tensorflow"].config.list_physical_devices("GPU")),
}

modules = attempt(lambda: metadata.packages_distributions(), {})
loaded = sorted({name for name in list(sys.modules) if name in modules})
brought = sorted({name for module in loaded for name in modules[module]})
kib = attempt(lambda: status("VmHWM"))
now = attempt(lambda: status("VmRSS"))
facts = {
    "python": platform.python_version(),
    "platform": platform.platform(),
    "modules": {name: sorted(set(found)) for name, found in modules.items()},
    "loaded": loaded,
    "distributions": {name: attempt(lambda: described(name), {}) for name in brought},
    "memory": {
        "now": now * 1024 if now else attempt(lambda: process().memory_info().rss),
        "peak": kib * 1024 if kib else attempt(used),
    },
    "cores": attempt(lambda: len(os.sched_getaffinity(0)), os.cpu_count()),
    "threads": attempt(lambda: status("Threads")) or threading.active_count(),
    "cpu": time.process_time(),
    "wall": attempt(age) or attempt(lambda: time.time() - process().create_time()),
    "moved": attempt(moved),
    "accelerators": {name: attempt(find) for name, find in DEVICES.items() if name in sys.modules},
}


def known(value):
    if isinstance(value, dict):
        return {key: known(part) for key, part in value.items() if part is not None}
    return value


answer = base64.b64encode(json.dumps(known(facts)).encode()).decode()
`;

/**
 * The same as one expression, for the `user_expressions` of a silent execute_request: it has a
 * namespace of its own, and leaves nothing in the notebook's.
 */
export const KERNEL_QUESTION = `(lambda own: (__import__("builtins").exec(${JSON.stringify(CODE)}, own), own["answer"])[1])({})`;
