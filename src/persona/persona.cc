#include "persona/persona.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/toml.h"

namespace vivavoce::persona {
namespace {

constexpr int kFormat = 1;

// Reads a table and remembers the first offence; later reads then do nothing.
class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) {}

  const std::optional<Error>& error() const { return error_; }

  void Offend(const toml::node& at, std::string field, std::string what) {
    if (error_) return;
    error_ = Error::InvalidArgument(
        fmt::format("{}:{}: {}", source_, static_cast<int>(at.source().begin.line), what),
        std::move(field));
  }

  void Missing(const std::string& field) {
    if (!error_) {
      error_ = Error::InvalidArgument(fmt::format("{}: this persona needs it", source_), field);
    }
  }

  void Allow(const toml::table& table, const std::string& path,
             std::initializer_list<std::string_view> keys) {
    for (const auto& [key, node] : table) {
      if (std::ranges::find(keys, key.str()) == keys.end()) {
        Offend(node, path + std::string(key.str()),
               fmt::format("unknown key; allowed here: {}", fmt::join(keys, ", ")));
      }
    }
  }

  const toml::table* Table(const toml::table& parent, std::string_view key, bool required) {
    const toml::node* node = parent.get(key);
    if (!node) {
      if (required) Missing(std::string(key));
      return nullptr;
    }
    if (!node->is_table()) Offend(*node, std::string(key), "must be a table");
    return node->as_table();
  }

  std::string Text(const toml::table& table, std::string_view key, const std::string& path,
                   size_t max_bytes) {
    const toml::node* node = table.get(key);
    if (!node) return {};
    const std::string field = path + std::string(key);
    const auto* text = node->as_string();
    if (!text) {
      Offend(*node, field, "must be a string");
      return {};
    }
    if (text->get().size() > max_bytes) {
      Offend(*node, field,
             fmt::format("{} bytes are too long (at most {})", text->get().size(), max_bytes));
    }
    return Trim(text->get());
  }

  Bilingual Both(const toml::table& parent, std::string_view key, const std::string& path,
                 size_t max_bytes, bool required) {
    const toml::node* node = parent.get(key);
    const std::string field = path + std::string(key);
    Bilingual both;
    if (node && node->is_string()) {
      both.en = both.zh = Text(parent, key, path, max_bytes);
    } else if (node && node->is_table()) {
      Allow(*node->as_table(), field + ".", {"en", "zh"});
      both.en = Text(*node->as_table(), "en", field + ".", max_bytes);
      both.zh = Text(*node->as_table(), "zh", field + ".", max_bytes);
    } else if (node) {
      Offend(*node, field, "must be a string or { en = \"...\", zh = \"...\" }");
    }
    if (required && both.en.empty() && both.zh.empty()) Missing(field);
    return both;
  }

  double Number(const toml::table& table, std::string_view key, const std::string& path,
                double value, double low, double high) {
    const toml::node* node = table.get(key);
    if (!node) return value;
    const auto number = node->value<double>();
    if (!number || !node->is_number() || !(*number >= low && *number <= high)) {
      Offend(*node, path + std::string(key),
             fmt::format("must be a number from {} to {}", low, high));
      return value;
    }
    return *number;
  }

 private:
  static std::string Trim(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
  }

  std::string source_;
  std::optional<Error> error_;
};

bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void ReadExamples(Reader& reader, const toml::table& root, std::vector<ExampleExchange>& examples) {
  const toml::node* node = root.get("examples");
  if (!node) return;
  if (!node->is_array_of_tables()) {
    return reader.Offend(*node, "examples", "must be [[examples]] tables");
  }
  for (const toml::node& element : *node->as_array()) {
    const toml::table& table = *element.as_table();
    reader.Allow(table, "examples.", {"language", "user", "reply"});
    ExampleExchange example;
    example.language = LanguageFromCode(reader.Text(table, "language", "examples.", 16));
    example.user = reader.Text(table, "user", "examples.", 1000);
    example.reply = reader.Text(table, "reply", "examples.", 1000);
    if (example.language == Language::kUnknown) {
      reader.Offend(table, "examples.language", "must be \"en\" or \"zh\"");
    }
    if (example.user.empty() || example.reply.empty()) {
      reader.Offend(table, "examples", "needs both user and reply");
    }
    examples.push_back(std::move(example));
  }
}

void ReadAliases(Reader& reader, const toml::table& root, std::vector<std::string>& aliases) {
  const toml::node* node = root.get("aliases");
  if (!node) return;
  if (!node->is_array()) return reader.Offend(*node, "aliases", "must be a list of strings");
  for (const toml::node& element : *node->as_array()) {
    if (const auto* alias = element.as_string()) {
      aliases.push_back(alias->get());
    } else {
      reader.Offend(element, "aliases", "must be a list of strings");
    }
  }
}

}  // namespace

Result<Persona> Persona::Parse(std::string_view text, std::string_view source) {
  const toml::parse_result parsed = toml::parse(text, source);
  if (!parsed) {
    return Fail(Error::InvalidArgument(
        fmt::format("{}:{}: {}", source, static_cast<int>(parsed.error().source().begin.line),
                    parsed.error().description())));
  }
  const toml::table& root = parsed.table();
  Reader reader(source);
  reader.Allow(
      root, "",
      {"format", "id", "aliases", "identity", "prompt", "examples", "voice", "sampling"});
  if (reader.Number(root, "format", "", 0, kFormat, kFormat) != kFormat) reader.Missing("format");

  Persona persona;
  persona.id = reader.Text(root, "id", "", 64);
  if (!IsId(persona.id) && !reader.error()) {
    return Fail(
        Error::InvalidArgument(fmt::format("{}: must be 1 to 64 of a-z, 0-9 and _", source), "id"));
  }
  ReadAliases(reader, root, persona.aliases);
  if (const auto* identity = reader.Table(root, "identity", true)) {
    reader.Allow(*identity, "identity.", {"name", "summary"});
    persona.name = reader.Both(*identity, "name", "identity.", 200, true);
    persona.summary = reader.Both(*identity, "summary", "identity.", 1000, false);
  }
  persona.prompt = reader.Both(root, "prompt", "", 8000, true);
  ReadExamples(reader, root, persona.examples);
  if (const auto* voice = reader.Table(root, "voice", true)) {
    reader.Allow(*voice, "voice.", {"en", "zh", "speed"});
    persona.voice.id.en = reader.Text(*voice, "en", "voice.", 200);
    persona.voice.id.zh = reader.Text(*voice, "zh", "voice.", 200);
    if (persona.voice.id.en.empty() && persona.voice.id.zh.empty()) reader.Missing("voice.en");
    persona.voice.speed =
        static_cast<float>(reader.Number(*voice, "speed", "voice.", 1.0, 0.5, 2.0));
  }
  if (const auto* sampling = reader.Table(root, "sampling", false)) {
    reader.Allow(*sampling, "sampling.", {"temperature", "top_p", "max_tokens"});
    PersonaSampling& s = persona.sampling;
    s.temperature = static_cast<float>(
        reader.Number(*sampling, "temperature", "sampling.", s.temperature, 0, 2));
    s.top_p = static_cast<float>(reader.Number(*sampling, "top_p", "sampling.", s.top_p, 0.01, 1));
    s.max_tokens = static_cast<int>(
        reader.Number(*sampling, "max_tokens", "sampling.", s.max_tokens, 8, 1024));
  }
  if (reader.error()) return Fail(*reader.error());
  return persona;
}

bool Persona::Answers(std::string_view name) const {
  return name == id || std::ranges::find(aliases, name) != aliases.end();
}

}  // namespace vivavoce::persona
