#include <fmt/chrono.h>
#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/keys_file.h"

namespace vivavoce::app {
namespace {

using realtime::ApiKey;

constexpr int kMostLimit = 1'000'000'000;
constexpr size_t kLongestName = 100;

struct KeysOptions {
  std::string name;
  std::string id;
  realtime::KeyLimits limits;
  bool json = false;
};

struct OpenedKeys {
  std::filesystem::path file;
  std::vector<ApiKey> keys;
};

Result<OpenedKeys> Open(CommandContext& context) {
  const auto config = context.Load();
  if (!config) return Fail(config.error());
  auto file = KeysFile(*config);
  if (!file) return Fail(file.error());
  auto keys = LoadKeys(*file);
  if (!keys) return Fail(keys.error());
  return OpenedKeys{std::move(*file), std::move(*keys)};
}

void Add(CommandContext& context, const KeysOptions& options) {
  if (options.name.size() > kLongestName || std::ranges::any_of(options.name, [](char c) {
        return static_cast<unsigned char>(c) < ' ';
      })) {
    return context.Fail(Error::InvalidArgument(
        fmt::format("a name has at most {} bytes and no line breaks", kLongestName), "--name"));
  }
  auto opened = Open(context);
  if (!opened) return context.Fail(opened.error());
  const std::string id = realtime::RandomHex(4);
  const std::string text = realtime::NewKeyText(id);
  ApiKey key = realtime::HashedKey(id, text, std::time(nullptr));
  key.limits = options.limits;
  key.name = options.name;
  opened->keys.push_back(key);
  if (const Status stored = StoreKeys(opened->file, opened->keys); !stored) {
    return context.Fail(stored.error());
  }
  if (options.json) {
    fmt::print("{}\n",
               nlohmann::ordered_json{{"id", id}, {"key", text}, {"name", key.name}}.dump());
  } else {
    fmt::print("{}\nThis is the only time the key is shown; {} keeps its hash.\n", text,
               opened->file.string());
  }
}

std::string LimitText(const realtime::KeyLimits& limits) {
  std::string text;
  const auto add = [&](const char* name, int value) {
    if (value > 0) text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
  };
  add("sessions", limits.sessions);
  add("requests", limits.requests);
  add("audio_seconds", limits.audio_seconds);
  add("tokens", limits.tokens);
  return text.empty() ? "no limits" : text;
}

void List(CommandContext& context, const KeysOptions& options) {
  const auto opened = Open(context);
  if (!opened) return context.Fail(opened.error());
  auto rows = nlohmann::ordered_json::array();
  for (const ApiKey& key : opened->keys) {
    rows.push_back({{"id", key.id},
                    {"name", key.name},
                    {"created", key.created},
                    {"sessions", key.limits.sessions},
                    {"requests_per_minute", key.limits.requests},
                    {"audio_seconds_per_minute", key.limits.audio_seconds},
                    {"tokens_per_minute", key.limits.tokens}});
    if (!options.json) {
      fmt::print("{}  {:%Y-%m-%d}  {}  {}\n", key.id,
                 fmt::gmtime(static_cast<std::time_t>(key.created)), LimitText(key.limits),
                 key.name);
    }
  }
  if (options.json) {
    fmt::print("{}\n", rows.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else if (opened->keys.empty()) {
    fmt::print("There are no keys in {}.\n", opened->file.string());
  }
}

void Revoke(CommandContext& context, const KeysOptions& options) {
  auto opened = Open(context);
  if (!opened) return context.Fail(opened.error());
  if (std::erase_if(opened->keys, [&](const ApiKey& key) { return key.id == options.id; }) == 0) {
    return context.Fail(Error::NotFound(
        fmt::format("there is no key '{}'; `vivavoce keys list` shows them", options.id), "id"));
  }
  if (const Status stored = StoreKeys(opened->file, opened->keys); !stored) {
    return context.Fail(stored.error());
  }
  fmt::print("{} is revoked; a running server refuses it within seconds.\n", options.id);
}

void AddLimit(CLI::App& command, const char* flag, int& value, const char* help) {
  command.add_option(flag, value, fmt::format("{} [0: no limit]", help))
      ->check(CLI::Range(0, kMostLimit));
}

}  // namespace

void AddKeysCommand(CLI::App& app, CommandContext& context) {
  static KeysOptions options;
  CLI::App* keys = app.add_subcommand("keys", "Make, show and revoke API keys of the server");
  keys->require_subcommand(1);
  keys->footer("Example: vivavoce keys add --name \"phone of Ann\" --requests-per-minute 60");
  CLI::App* add = keys->add_subcommand("add", "Make a key; it is shown once, its hash is kept");
  add->add_option("--name", options.name, "for people, shown by `keys list`");
  AddLimit(*add, "--sessions", options.limits.sessions, "realtime sessions at a time");
  AddLimit(*add, "--requests-per-minute", options.limits.requests, "HTTP requests a minute");
  AddLimit(*add, "--audio-seconds-per-minute", options.limits.audio_seconds,
           "seconds of sound spoken or transcribed a minute, over HTTP");
  AddLimit(*add, "--tokens-per-minute", options.limits.tokens,
           "tokens of chat completions a minute");
  CLI::App* list = keys->add_subcommand("list", "Show the keys, without their secrets");
  CLI::App* revoke = keys->add_subcommand("revoke", "Refuse a key from now on");
  revoke->add_option("id", options.id, "as `keys list` shows it")->required();
  for (CLI::App* command : {add, list}) command->add_flag("--json", options.json, "print JSON");
  for (CLI::App* command : {add, list, revoke}) {
    command->add_option("--config", context.config_file, "configuration file (TOML)");
    command->add_option_function<std::string>(
        "--keys-file",
        [&context](const std::string& text) { context.flags["server.keys_file"] = text; },
        "file of hashed keys [keys in the cache]");
  }
  add->callback([&context] { Add(context, options); });
  list->callback([&context] { List(context, options); });
  revoke->callback([&context] { Revoke(context, options); });
}

}  // namespace vivavoce::app
