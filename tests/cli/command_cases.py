"""Commands that load no large model: what they print, and what they say to wrong input."""

from program import require

COMMANDS = ["serve", "talk", "listen", "say", "models list", "models fetch", "models verify",
            "models add", "models remove", "models", "bench latency", "bench", "config", "version"]

# Arguments -> what the message must name.
WRONG_VALUES = [
    (["serve", "--port", "70000"], "server.port"),
    (["serve", "--port", "many"], "server.port"),
    (["serve", "--max-sessions", "0"], "server.max_sessions"),
    (["serve", "--tls-certificate", "a.pem"], "server.tls_key"),
    (["serve", "--host", "no.such.address"], "server.host"),
    (["talk", "--cores", "-1"], "runtime.cores"),
    (["talk", "--log-level", "loud"], "log.level"),
    (["talk", "--llm-url", "http://127.0.0.1:1/v1"], "llm.remote_model"),
    (["listen", "--language", "tlh", "any.wav"], "--language"),
    (["say", "Hello", "-o", "never.wav", "--speed", "9"], "--speed"),
    (["say", "Hello"], "output"),
    (["serve", "--no-such-flag"], "--no-such-flag"),
    (["listen"], "file"),
    (["dance"], "subcommand"),
]


def version_is_json(program, _):
    version = program.run("version", "--json").json()
    for key in ("version", "usable_cores", "isa", "build_type"):
        require(key in version, f"version --json lacks {key}: {version}")


def config_is_json(program, _):
    config = program.run("config", "--json").json()
    require(config.get("server.port") == "8765", f"server.port is not 8765: {config}")
    require("llm.model" in config, f"no llm.model: {config}")


def models_are_json(program, _):
    models = program.run("models", "list", "--json").json()
    require({"silero-vad", "whisper-base", "kokoro-82m"} <= {m["id"] for m in models},
            f"models are missing: {[m['id'] for m in models]}")
    require(all(m["licence"] and m["files"] for m in models), "a model has no licence or no files")


def help_of(command):
    def case(program, _):
        outcome = program.run(*command.split(), "--help").expect(0)
        require("Example" in outcome.out, f"no example: {outcome}")
    return case


def wrong_value(arguments, named):
    def case(program, _):
        outcome = program.run(*arguments).expect(2, named)
        require(not outcome.out, f"an error belongs on stderr: {outcome}")
    return case


def wrong_settings_file(program, directory):
    file = directory / "wrong.toml"
    file.write_text("[server]\nport = 8765\nprot = 1\n")
    program.run("serve", "--config", file).expect(2, "wrong.toml:3", "server.prot")
    file.write_text("[server\n")
    program.run("serve", "--config", file).expect(2, "wrong.toml:1")


def missing_settings_file(program, directory):
    program.run("serve", "--config", directory / "none.toml").expect(1, "none.toml")


CASES = [
    ("version --json", version_is_json),
    ("config --json", config_is_json),
    ("models list --json", models_are_json),
    *((f"{command} --help has an example", help_of(command)) for command in COMMANDS),
    *((f"exit code 2: {' '.join(arguments)}", wrong_value(arguments, named))
      for arguments, named in WRONG_VALUES),
    ("a wrong settings file: the line is named", wrong_settings_file),
    ("a missing settings file is named", missing_settings_file),
]
