"""Runs every test, stage after stage, and ends with one line: 'N passed, N failed, N skipped'.

    scripts/test.py [STAGE ...]      only these stages (lint types unit python package browser)

A stage that cannot run at all counts as one failure. What is skipped is named, with its reason.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

ROOT = Path(__file__).parent.parent
TEMPORARY = Path(tempfile.mkdtemp(prefix="execution-broker-tests-"))


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)

    def add(self, other: Count) -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


def run(*command: str, **environment: str) -> int:
    """Exit code; the command speaks for itself."""
    print(f"$ {' '.join(command)}", flush=True)
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, check=False
    ).returncode


def check(*command: str) -> Count:
    """A command that counts as one test."""
    return Count(passed=1) if run(*command) == 0 else Count(failed=1)


def checks(*commands: tuple[str, ...]) -> Count:
    total = Count()
    for command in commands:
        total.add(check(*command))
    return total


def lint() -> Count:
    return checks(
        ("npx", "--no-install", "eslint", "--cache", "."),
        ("npx", "--no-install", "prettier", "--check", "--log-level", "warn", "."),
        ("npx", "--no-install", "stylelint", "style/**/*.css"),
        ("ruff", "check", "--quiet", "jupyterlab_execution_broker", "scripts"),
        ("ruff", "format", "--check", "--quiet", "jupyterlab_execution_broker", "scripts"),
    )


def types() -> Count:
    return check("npm", "run", "--silent", "types")


def prepare_containers() -> None:
    """Where there are none, the tests that need them are skipped, and say why."""
    run(sys.executable, "scripts/containers.py", "--install")


def unit() -> Count:
    """What runs in Node and in jsdom, the broker's tests included."""
    prepare_containers()
    report = TEMPORARY / "jest.json"
    code = run("npx", "--no-install", "jest", "--json", f"--outputFile={report}", "--silent")
    if not report.exists():
        return Count(failed=1)
    data = json.loads(report.read_text())
    count = Count(data["numPassedTests"], data["numFailedTests"])
    for suite in data["testResults"]:
        if not suite["assertionResults"] and suite["status"] == "failed":
            count.failed += 1  # a file that could not even be loaded
        for test in suite["assertionResults"]:
            if test["status"] in ("pending", "skipped", "todo"):
                count.skipped.append(test["fullName"])
    return count if code == 0 or count.failed else Count(count.passed, 1, count.skipped)


def python() -> Count:
    prepare_containers()
    report = TEMPORARY / "pytest.xml"
    code = run(sys.executable, "-m", "pytest", "-q", f"--junit-xml={report}")
    if not report.exists():
        return Count(failed=1)
    count = Count()
    for case in ElementTree.parse(report).iter("testcase"):
        skipped = case.find("skipped")
        if skipped is not None:
            count.skipped.append(f"{case.get('name')}: {skipped.get('message')}")
        elif case.find("failure") is not None or case.find("error") is not None:
            count.failed += 1
        else:
            count.passed += 1
    return count if code == 0 or count.failed else Count(count.passed, 1, count.skipped)


def package() -> Count:
    return check(sys.executable, "scripts/check_package.py")


def browser() -> Count:
    found = subprocess.run(
        [sys.executable, "scripts/browser.py"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    if found.returncode:
        return Count(failed=1)
    report = TEMPORARY / "playwright.json"
    code = run(
        *("npx", "--no-install", "playwright", "test", "--config", "ui-tests/playwright.config.ts"),
        CHROMIUM=found.stdout.strip(),
        PLAYWRIGHT_JSON_OUTPUT_NAME=str(report),
    )
    if not report.exists():
        return Count(failed=1)
    data = json.loads(report.read_text())
    count = Count(failed=len(data["errors"]))
    for spec in specs(data):
        status = spec["tests"][0]["status"]
        if status == "skipped":
            reasons = [a.get("description", "") for a in spec["tests"][0]["annotations"]]
            count.skipped.append(f"{spec['title']}: {'; '.join(reasons)}")
        elif spec["ok"]:
            count.passed += 1
        else:
            count.failed += 1
    return count if code == 0 or count.failed else Count(count.passed, 1, count.skipped)


def specs(suite: dict) -> list[dict]:
    """All specs of a suite and of those in it."""
    inner = [spec for child in suite.get("suites", []) for spec in specs(child)]
    return suite.get("specs", []) + inner


STAGES: dict[str, Callable[[], Count]] = {
    "lint": lint,
    "types": types,
    "unit": unit,
    "python": python,
    "package": package,
    "browser": browser,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in STAGES]
    if unknown:
        print(f"Unknown stage: {', '.join(unknown)}. There are: {', '.join(STAGES)}")
        return 2
    total = Count()
    for name in names or STAGES:
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        count = STAGES[name]()
        total.add(count)
        print(
            f"== {name}: {count.passed} passed, {count.failed} failed,"
            f" {len(count.skipped)} skipped, {time.monotonic() - start:.0f} s",
            flush=True,
        )
    if total.skipped:
        print("\nSkipped:")
        for name in total.skipped:
            print(f"  {name}")
    print(f"\n{total.passed} passed, {total.failed} failed, {len(total.skipped)} skipped")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
