// toml++ is big, so it is included here only. Its assertions are off in every build: 3.3 fails one
// on damaged keys that its parser then reports as the error they are.
#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <optional>

#include "runtime/model_manifest.h"
#include "runtime/sha256.h"

#include "base/toml.h"

namespace vivavoce::runtime {
namespace {

constexpr size_t kMaxManifestBytes = size_t{4} << 20;

// Reads one table's keys and remembers the first thing that is wrong with it.
class TableReader {
 public:
  TableReader(const toml::node& node, std::string_view source, std::string field)
      : node_(node), source_(source), field_(std::move(field)) {
    if (!node.is_table()) Complain(node, "", "must be a table");
  }

  bool ok() const { return !error_; }
  Error TakeError() { return *error_; }

  void KnowOnly(std::initializer_list<std::string_view> keys) {
    if (!node_.is_table()) return;
    for (const auto& [key, value] : *node_.as_table()) {
      if (std::ranges::find(keys, key.str()) == keys.end()) {
        Complain(value, std::string(key.str()), "is not a key of this table");
      }
    }
  }

  std::string String(std::string_view key, bool required = true) {
    const toml::node* value = Get(key, required);
    if (!value) return {};
    if (!value->is_string()) {
      Complain(*value, key, "must be a string");
      return {};
    }
    return value->as_string()->get();
  }

  uint64_t Bytes(std::string_view key) {
    const toml::node* value = Get(key, true);
    if (!value) return 0;
    if (!value->is_integer() || value->as_integer()->get() <= 0) {
      Complain(*value, key, "must be a whole number above 0");
      return 0;
    }
    return static_cast<uint64_t>(value->as_integer()->get());
  }

  bool Bool(std::string_view key) {
    const toml::node* value = Get(key, false);
    if (!value) return false;
    if (!value->is_boolean()) {
      Complain(*value, key, "must be true or false");
      return false;
    }
    return value->as_boolean()->get();
  }

  // Calls `read(node, field)` for each element; the key may be absent.
  template <typename Read>
  void Each(std::string_view key, Read read) {
    const toml::node* value = Get(key, false);
    if (!value) return;
    if (!value->is_array()) {
      Complain(*value, key, "must be an array");
      return;
    }
    size_t index = 0;
    for (const toml::node& element : *value->as_array()) {
      if (error_) return;
      read(element, FieldOf(key) + "[" + std::to_string(index++) + "]");
    }
  }

  TableReader Child(const toml::node& node, std::string field) const {
    return TableReader(node, source_, std::move(field));
  }

  void Adopt(TableReader& child) {
    if (!error_) error_ = child.error_;
  }

  void Complain(const toml::node& at, std::string_view key, const std::string& message) {
    if (error_) return;
    const auto line = at.source().begin.line;
    error_ = Error::InvalidArgument(
        std::string(source_) + ":" + std::to_string(line) + ": " + message, FieldOf(key));
  }
  void Complain(std::string_view key, const std::string& message) {
    const toml::node* value = node_.is_table() ? node_.as_table()->get(key) : nullptr;
    Complain(value ? *value : node_, key, message);
  }

 private:
  const toml::node* Get(std::string_view key, bool required) {
    if (!node_.is_table()) return nullptr;
    const toml::node* value = node_.as_table()->get(key);
    if (!value && required) Complain(node_, key, "is missing");
    return value;
  }
  std::string FieldOf(std::string_view key) const {
    if (field_.empty() || key.empty()) return field_ + std::string(key);
    return field_ + "." + std::string(key);
  }

  const toml::node& node_;
  std::string_view source_;
  std::string field_;
  std::optional<Error> error_;
};

Package ReadPackage(TableReader& table) {
  table.KnowOnly({"name", "registry", "version", "size", "sha256"});
  Package package;
  package.name = table.String("name");
  const std::string registry = table.String("registry");
  package.version = table.String("version");
  package.size = table.Bytes("size");
  package.sha256 = table.String("sha256");
  if (!table.ok()) return package;
  if (registry != "pypi" && registry != "npm")
    table.Complain("registry", "must be \"pypi\" or \"npm\"");
  package.registry = registry == "npm" ? Registry::kNpm : Registry::kPypi;
  // npm's scopes, "@scope/name", are the one exception to safe names.
  std::string plain = package.name;
  if (package.registry == Registry::kNpm && plain.starts_with('@')) {
    plain.erase(0, 1);
    if (const size_t slash = plain.find('/'); slash != std::string::npos) plain[slash] = '+';
  }
  if (!IsSafeName(plain)) table.Complain("name", "is not a package name");
  if (!IsSafeName(package.version)) table.Complain("version", "is not a version");
  if (!IsSha256Hex(package.sha256)) table.Complain("sha256", "must be 64 lower-case hex digits");
  return package;
}

ModelPart ReadPart(TableReader& table, const ModelManifest& manifest) {
  table.KnowOnly({"package", "member"});
  ModelPart part{table.String("package"), table.String("member")};
  if (!table.ok()) return part;
  if (!manifest.packages.contains(part.package)) {
    table.Complain("package", "there is no [[package]] \"" + part.package + "\" above");
  }
  const std::filesystem::path member(part.member);
  const bool climbs = std::ranges::find(member, "..") != member.end();
  if (part.member.empty() || member.is_absolute() || climbs || part.member[0] == '-') {
    table.Complain("member", "must be a relative path inside the package");
  }
  return part;
}

ModelFile ReadFile(TableReader& table, const ModelManifest& manifest) {
  table.KnowOnly({"name", "size", "sha256", "parts", "url", "path"});
  ModelFile file;
  file.name = table.String("name");
  file.size = table.Bytes("size");
  file.sha256 = table.String("sha256");
  file.url = table.String("url", false);
  file.path = table.String("path", false);
  table.Each("parts", [&](const toml::node& node, std::string field) {
    TableReader child = table.Child(node, std::move(field));
    file.parts.push_back(ReadPart(child, manifest));
    table.Adopt(child);
  });
  return file;
}

Model ReadModel(TableReader& table, const ModelManifest& manifest) {
  table.KnowOnly({"id", "role", "licence", "origin", "languages", "default", "file", "conversion"});
  Model model;
  model.id = table.String("id");
  model.role = table.String("role");
  model.licence = table.String("licence");
  model.origin = table.String("origin");
  model.is_default = table.Bool("default");
  table.Each("languages", [&](const toml::node& node, const std::string&) {
    if (node.is_string()) return model.languages.push_back(node.as_string()->get());
    table.Complain("languages", "must be strings");
  });
  table.Each("file", [&](const toml::node& node, std::string field) {
    TableReader child = table.Child(node, std::move(field));
    model.files.push_back(ReadFile(child, manifest));
    table.Adopt(child);
  });
  table.Each("conversion", [&](const toml::node& node, std::string field) {
    TableReader child = table.Child(node, std::move(field));
    child.KnowOnly({"converter", "output"});
    model.conversions.push_back({child.String("converter"), child.String("output")});
    table.Adopt(child);
  });
  if (!table.ok()) return model;
  if (const Status valid = ValidateModel(model); !valid) {
    table.Complain(valid.error().field, valid.error().message);
  } else if (manifest.Find(model.id)) {
    table.Complain("id", "there is already a model \"" + model.id + "\"");
  }
  return model;
}

}  // namespace

Result<ModelManifest> ParseModelManifest(std::string_view toml, std::string_view source) {
  if (toml.size() > kMaxManifestBytes) {
    return Fail(Error::InvalidArgument(std::string(source) + ": a manifest has at most 4 MiB"));
  }
  const toml::parse_result parsed = toml::parse(toml, source);
  if (!parsed) {
    return Fail(Error::InvalidArgument(std::string(source) + ":" +
                                       std::to_string(parsed.error().source().begin.line) + ": " +
                                       std::string(parsed.error().description())));
  }
  ModelManifest manifest;
  TableReader root(parsed.table(), source, "");
  root.KnowOnly({"package", "model"});
  root.Each("package", [&](const toml::node& node, std::string field) {
    TableReader child = root.Child(node, std::move(field));
    Package package = ReadPackage(child);
    if (child.ok() && manifest.packages.contains(package.name)) {
      child.Complain("name", "there is already a package \"" + package.name + "\"");
    }
    manifest.packages.emplace(package.name, std::move(package));
    root.Adopt(child);
  });
  root.Each("model", [&](const toml::node& node, std::string field) {
    TableReader child = root.Child(node, std::move(field));
    Model model = ReadModel(child, manifest);
    manifest.models.push_back(std::move(model));
    root.Adopt(child);
  });
  if (!root.ok()) return Fail(root.TakeError());
  return manifest;
}

Result<ModelManifest> ReadModelManifest(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(Error::NotFound("cannot open " + path.string()));
  std::string text;
  text.resize(kMaxManifestBytes + 1);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  return ParseModelManifest(text, path.filename().string());
}

}  // namespace vivavoce::runtime
