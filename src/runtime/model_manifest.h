// The manifest of models (models/manifest.toml describes the format): values, parsing, writing.
// Parsing trusts nothing: any text gives a manifest or an error that names the line and the key.
// Threads: plain values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::runtime {

enum class Registry { kPypi, kNpm };

struct Package {
  std::string name;
  Registry registry = Registry::kPypi;
  std::string version;
  uint64_t size = 0;   // bytes of the package file
  std::string sha256;  // of the package file
  friend bool operator==(const Package&, const Package&) = default;
};

struct ModelPart {
  std::string package;  // a key of ModelManifest::packages
  std::string member;   // relative path inside the package
  friend bool operator==(const ModelPart&, const ModelPart&) = default;
};

// Exactly one of `parts`, `url` and `path` says where the file comes from.
struct ModelFile {
  std::string name;
  uint64_t size = 0;  // bytes
  std::string sha256;
  std::vector<ModelPart> parts;  // joined in order
  std::string url;
  std::filesystem::path path;  // absolute; the file stays where it is
  friend bool operator==(const ModelFile&, const ModelFile&) = default;
};

struct ModelConversion {
  std::string converter;  // a name the program knows
  std::string output;     // the file it makes in the model's directory
  friend bool operator==(const ModelConversion&, const ModelConversion&) = default;
};

struct Model {
  std::string id;
  std::string role;
  std::string licence;
  std::string origin;
  std::vector<std::string> languages;
  bool is_default = false;  // part of the pack that a fresh machine fetches
  std::vector<ModelFile> files;
  std::vector<ModelConversion> conversions;
  friend bool operator==(const Model&, const Model&) = default;
};

struct ModelManifest {
  std::map<std::string, Package, std::less<>> packages;
  std::vector<Model> models;

  const Model* Find(std::string_view id) const;
  // Adds all of `other`; kInvalidArgument when an id or package is already taken.
  Status Merge(const ModelManifest& other);
};

// `source` is the file's name for messages: "user.toml:12: ...". Error::field is the key's path,
// such as "model[2].file[0].sha256".
Result<ModelManifest> ParseModelManifest(std::string_view toml, std::string_view source);

// kNotFound when there is no such file; else as above.
Result<ModelManifest> ReadModelManifest(const std::filesystem::path& path);

// TOML that parses back to the same value.
std::string ToToml(const ModelManifest& manifest);

// What an id, a file name or a package name may be, since they become directory and file names: 1
// to 128 of A-Z a-z 0-9 . _ + - and not beginning with "." or "-".
bool IsSafeName(std::string_view name);

// Checks what parsing checks, for a model made by code.
Status ValidateModel(const Model& model);

}  // namespace vivavoce::runtime
