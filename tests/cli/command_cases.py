"""Commands that load no large model: what they print, and what they say to wrong input."""

from program import require

COMMANDS = ["serve", "talk", "listen", "say", "models list", "models fetch", "models verify",
            "models add", "models remove", "models", "persona list", "persona show",
            "persona render", "persona chat", "persona check", "persona new", "persona import",
            "persona export", "persona", "bench latency", "bench tts", "bench", "eval expressive",
            "config", "version"]

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
    (["say", "Hello", "-o", "never.wav", "--speed", "nan"], "--speed"),
    (["say", "Hello"], "output"),
    (["say", "", "-o", "never.wav"], "text"),
    (["serve", "--no-such-flag"], "--no-such-flag"),
    (["listen"], "file"),
    (["dance"], "subcommand"),
    (["persona", "new", "No Spaces"], "name"),
    (["persona", "export", "xiao_yue", "-o", "never.gif"], "output"),
    (["persona", "render", "xiao_yue", "--language", "tlh"], "--language"),
    (["persona", "chat", "xiao_yue", "--language", "tlh"], "--language"),
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


def personas_are_listed_and_checked(program, _):
    personas = program.run("persona", "list", "--json").json()
    require(personas[0]["id"] == "xiao_yue" and len(personas) >= 25, f"{len(personas)} personas")
    program.run("persona", "check", "--strict").expect(0)
    shown = program.run("persona", "show", "captain_mo").expect(0)
    require("Salt Wind" in shown.out and "海风号" in shown.out, f"a fact is missing: {shown}")
    rendered = program.run("persona", "render", "captain_mo", "--language", "zh", "--json").json()
    require(0 < rendered["tokens"] <= 600 and rendered["examples"], f"prompt: {rendered}")
    program.run("persona", "show", "nobody").expect(1, "captain_mo")
    program.run("persona", "chat", "nobody").expect(1, "captain_mo")


def a_new_persona_is_good_and_its_mistakes_are_named(program, directory):
    file = directory / "my_baker.toml"
    program.run("persona", "new", "my_baker", "-o", file).expect(0)
    program.run("persona", "check", file, "--strict").expect(0)
    program.run("persona", "new", "my_baker", "-o", file).expect(2, "--force")
    file.write_text(file.read_text() + "\n[voise]\n")
    checked = program.run("persona", "check", file).expect(1)
    require("did you mean \"voice\"?" in checked.out, f"no suggestion: {checked}")


def cards_go_round(program, directory):
    png, charx, toml = (directory / name for name in ("a.png", "a.charx", "a.toml"))
    program.run("persona", "export", "captain_mo", "-o", png).expect(0)
    program.run("persona", "export", png, "--as", "v2", "-o", charx).expect(0)
    program.run("persona", "import", charx, "-o", toml).expect(0)
    shown = program.run("persona", "show", toml).expect(0)
    require("Ahoy, matey" in shown.out, f"the greeting is lost: {shown}")
    png.write_bytes(png.read_bytes()[:-20])
    program.run("persona", "import", png, "-o", directory / "b.toml").expect(1, "a.png")


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
    ("persona list, show, render, check", personas_are_listed_and_checked),
    ("persona new", a_new_persona_is_good_and_its_mistakes_are_named),
    ("persona import, export", cards_go_round),
    *((f"{command} --help has an example", help_of(command)) for command in COMMANDS),
    *((f"exit code 2: {' '.join(arguments)}", wrong_value(arguments, named))
      for arguments, named in WRONG_VALUES),
    ("a wrong settings file: the line is named", wrong_settings_file),
    ("a missing settings file is named", missing_settings_file),
]
