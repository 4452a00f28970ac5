#include "app/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

#include "base/toml.h"

namespace vivavoce::app {
namespace {

struct Setting {
  ConfigKey row;
  std::function<Status(Config&, std::string_view)> set;
  std::function<std::string(const Config&)> get;
};

Setting Integer(ConfigKey row, int Config::*field, int low, int high) {
  return {row,
          [=](Config& config, std::string_view text) -> Status {
            int value = 0;
            const auto [end, error] =
                std::from_chars(text.data(), text.data() + text.size(), value);
            if (error != std::errc() || end != text.data() + text.size() || value < low ||
                value > high) {
              return Fail(Error::InvalidArgument(
                  fmt::format("'{}' is not a whole number from {} to {}", text, low, high),
                  std::string(row.key)));
            }
            config.*field = value;
            return {};
          },
          [=](const Config& config) { return std::to_string(config.*field); }};
}

Setting Text(ConfigKey row, std::string Config::*field, std::vector<std::string> allowed = {}) {
  return {row,
          [=](Config& config, std::string_view text) -> Status {
            if (!allowed.empty() && std::ranges::find(allowed, text) == allowed.end()) {
              return Fail(Error::InvalidArgument(
                  fmt::format("'{}' is not one of {}", text, fmt::join(allowed, ", ")),
                  std::string(row.key)));
            }
            config.*field = text;
            return {};
          },
          [=](const Config& config) { return config.*field; }};
}

Setting Switch(ConfigKey row, bool Config::*field) {
  return {row,
          [=](Config& config, std::string_view text) -> Status {
            const bool on = text == "true" || text == "1";
            if (!on && text != "false" && text != "0") {
              return Fail(Error::InvalidArgument(fmt::format("'{}' is not true or false", text),
                                                 std::string(row.key)));
            }
            config.*field = on;
            return {};
          },
          [=](const Config& config) { return config.*field ? "true" : "false"; }};
}

Setting List(ConfigKey row, std::vector<std::string> Config::*field) {
  return {row,
          [=](Config& config, std::string_view text) -> Status {
            (config.*field).clear();
            while (!text.empty()) {
              const size_t comma = std::min(text.find(','), text.size());
              if (comma > 0) (config.*field).emplace_back(text.substr(0, comma));
              text.remove_prefix(std::min(comma + 1, text.size()));
            }
            return {};
          },
          [=](const Config& config) { return fmt::format("{}", fmt::join(config.*field, ",")); }};
}

const std::vector<Setting>& Settings() {
  static const std::vector<Setting> settings = {
      Text({"server.host", "--host", "address to listen on"}, &Config::host),
      Integer({"server.port", "--port", "port for http and ws; 0: any free one"}, &Config::port, 0,
              65535),
      Integer(
          {"server.tls_port", "--tls-port", "port for https and wss; -1: none, 0: any free one"},
          &Config::tls_port, -1, 65535),
      Text({"server.tls_certificate", "--tls-certificate",
            "certificate chain (PEM); empty: a development certificate is made"},
           &Config::tls_certificate),
      Text({"server.tls_key", "--tls-key", "private key of the certificate (PEM)"},
           &Config::tls_key),
      List({"server.api_keys", "", "comma-separated keys beside those of the keys file"},
           &Config::api_keys),
      Text({"server.keys_file", "--keys-file",
            "hashed keys, made by `vivavoce keys add`; empty: keys in the cache"},
           &Config::keys_file),
      Switch({"server.allow_anyone", "--allow-anyone",
              "serve other machines though no key is needed: true or false"},
             &Config::allow_anyone),
      List({"server.allowed_origins", "--allowed-origins",
            "comma-separated web pages that may connect, beside those of this machine; *: all"},
           &Config::allowed_origins),
      Integer({"server.max_requests", "", "HTTP requests answered at a time; others wait"},
              &Config::max_requests, 1, 64),
      Integer({"server.max_sessions", "--max-sessions", "conversations at a time"},
              &Config::max_sessions, 1, 64),
      Integer({"server.resume_window", "",
               "seconds that a broken session waits for a client that can resume it; 0: none"},
              &Config::resume_window, 0, 3600),
      Text({"llm.model", "--llm", "language model: an id of `vivavoce models list` or a GGUF file"},
           &Config::llm_model),
      Integer({"llm.context_tokens", "", "context of each conversation"},
              &Config::llm_context_tokens, 1024, 32768),
      Text({"llm.remote_url", "--llm-url",
            "OpenAI-compatible endpoint (.../v1) to use instead of a local model"},
           &Config::llm_remote_url),
      Text({"llm.remote_model", "--llm-remote-model", "model name at that endpoint"},
           &Config::llm_remote_model),
      Text({"llm.remote_key_env", "",
            "environment variable that holds the endpoint's key; empty: none"},
           &Config::llm_remote_key_env),
      Text({"personas.folder", "--personas", "folder of persona files (*.toml)"},
           &Config::persona_folder),
      Text({"personas.default", "--persona", "persona of new sessions; empty: xiao_yue"},
           &Config::persona_default),
      Switch({"perception.emotion", "--emotion",
              "judge the mood of speakers: true or false; sessions may switch it off for themselves"},
             &Config::perception_emotion),
      Switch({"perception.speaker", "--speaker",
              "whether a woman, a man or a child is speaking, and whether somebody new is, may be "
              "judged when a session asks: true or false"},
             &Config::perception_speaker),
      Integer({"runtime.cores", "--cores", "cores to use; 0: all"}, &Config::cores, 0, 1024),
      Text({"log.level", "--log-level", "debug, info, warning or error"}, &Config::log_level,
           {"debug", "info", "warning", "error"}),
      Switch({"log.json", "", "log lines as JSON"}, &Config::log_json),
  };
  return settings;
}

const Setting* FindSetting(std::string_view key) {
  const auto it =
      std::ranges::find_if(Settings(), [&](const Setting& s) { return s.row.key == key; });
  return it == Settings().end() ? nullptr : &*it;
}

// A TOML value as SetConfig reads it; nullopt for tables and the like.
std::optional<std::string> AsText(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (const auto* list = node.as_array()) {
    std::string joined;
    for (const toml::node& element : *list) {
      const auto* text = element.as_string();
      if (!text) return std::nullopt;
      joined += (joined.empty() ? "" : ",") + text->get();
    }
    return joined;
  }
  return std::nullopt;
}

Status ReadFile(Config& config, const std::filesystem::path& file) {
  const auto fail = [&](uint32_t line, const std::string& what) {
    return Fail(Error::InvalidArgument(fmt::format("{}:{}: {}", file.string(), line, what)));
  };
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    return Fail(Error::NotFound("there is no configuration file " + file.string(), "--config"));
  }
  const toml::parse_result parsed = toml::parse_file(file.string());
  if (!parsed) {
    return fail(parsed.error().source().begin.line, std::string(parsed.error().description()));
  }
  const toml::table& root = parsed.table();
  for (const auto& [section, node] : root) {
    const toml::table* table = node.as_table();
    if (!table) return fail(node.source().begin.line, "only [sections] are allowed here");
    for (const auto& [name, value] : *table) {
      const std::string key = fmt::format("{}.{}", section.str(), name.str());
      const auto text = AsText(value);
      if (!text) return fail(value.source().begin.line, key + ": not a plain value");
      if (const Status set = SetConfig(config, key, *text); !set) {
        return fail(value.source().begin.line, set.error().ToString());
      }
    }
  }
  return {};
}

}  // namespace

std::span<const ConfigKey> ConfigKeys() {
  static const std::vector<ConfigKey> keys = [] {
    std::vector<ConfigKey> rows;
    for (const Setting& setting : Settings()) rows.push_back(setting.row);
    return rows;
  }();
  return keys;
}

std::string EnvironmentName(std::string_view key) {
  std::string name = "VIVAVOCE_";
  for (const char c : key) name += c == '.' ? '_' : static_cast<char>(std::toupper(c));
  return name;
}

Status SetConfig(Config& config, std::string_view key, std::string_view value) {
  const Setting* setting = FindSetting(key);
  if (!setting) {
    return Fail(Error::InvalidArgument("there is no such setting; `vivavoce config` lists them",
                                       std::string(key)));
  }
  return setting->set(config, value);
}

std::string GetConfig(const Config& config, std::string_view key) {
  const Setting* setting = FindSetting(key);
  return setting ? setting->get(config) : "";
}

Status Config::Validate() const {
  if (tls_certificate.empty() != tls_key.empty()) {
    return Fail(
        Error::InvalidArgument("a certificate and its key go together",
                               tls_key.empty() ? "server.tls_key" : "server.tls_certificate"));
  }
  if (!llm_remote_url.empty() && llm_remote_model.empty()) {
    return Fail(
        Error::InvalidArgument("an endpoint needs the name of a model there", "llm.remote_model"));
  }
  return {};
}

Result<Config> LoadConfig(const std::filesystem::path& file,
                          const std::map<std::string, std::string>& environment,
                          const std::map<std::string, std::string>& flags) {
  Config config;
  if (!file.empty()) {
    if (const Status read = ReadFile(config, file); !read) return Fail(read.error());
  }
  for (const ConfigKey& row : ConfigKeys()) {
    const auto it = environment.find(EnvironmentName(row.key));
    if (it == environment.end()) continue;
    if (const Status set = SetConfig(config, row.key, it->second); !set) {
      return Fail(Error::InvalidArgument(set.error().message, it->first));
    }
  }
  for (const auto& [key, value] : flags) {
    if (const Status set = SetConfig(config, key, value); !set) return Fail(set.error());
  }
  if (const Status valid = config.Validate(); !valid) return Fail(valid.error());
  return config;
}

}  // namespace vivavoce::app
