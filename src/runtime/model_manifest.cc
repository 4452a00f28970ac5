#include "runtime/model_manifest.h"

#include <algorithm>
#include <set>

#include "runtime/sha256.h"

namespace vivavoce::runtime {
namespace {

constexpr size_t kMaxNameLength = 128;

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      out += "\\u00";
      out += kDigits[static_cast<unsigned char>(c) >> 4];
      out += kDigits[c & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

Status ValidateFile(const ModelFile& file, const std::string& field) {
  if (!IsSafeName(file.name)) {
    return Fail(Error::InvalidArgument("must be a plain file name, not \"" + file.name + "\"",
                                       field + ".name"));
  }
  if (file.size == 0) return Fail(Error::InvalidArgument("must be above 0 bytes", field + ".size"));
  if (!IsSha256Hex(file.sha256)) {
    return Fail(Error::InvalidArgument("must be 64 lower-case hex digits", field + ".sha256"));
  }
  const int sources = !file.parts.empty() + !file.url.empty() + !file.path.empty();
  if (sources != 1) {
    return Fail(Error::InvalidArgument("needs exactly one of parts, url and path", field));
  }
  if (!file.url.empty() && !file.url.starts_with("https://") && !file.url.starts_with("http://")) {
    return Fail(Error::InvalidArgument("must begin with https:// or http://", field + ".url"));
  }
  if (!file.path.empty() && !file.path.is_absolute()) {
    return Fail(Error::InvalidArgument("must be an absolute path", field + ".path"));
  }
  return {};
}

void Write(const ModelFile& file, std::string& out) {
  out += "[[model.file]]\nname = " + Quoted(file.name) + "\nsize = " + std::to_string(file.size) +
         "\nsha256 = " + Quoted(file.sha256) + "\n";
  if (!file.url.empty()) out += "url = " + Quoted(file.url) + "\n";
  if (!file.path.empty()) out += "path = " + Quoted(file.path.string()) + "\n";
  if (!file.parts.empty()) {
    out += "parts = [\n";
    for (const ModelPart& part : file.parts) {
      out +=
          "  { package = " + Quoted(part.package) + ", member = " + Quoted(part.member) + " },\n";
    }
    out += "]\n";
  }
  out += "\n";
}

void Write(const Model& model, std::string& out) {
  out += "[[model]]\nid = " + Quoted(model.id) + "\nrole = " + Quoted(model.role) +
         "\nlicence = " + Quoted(model.licence) + "\norigin = " + Quoted(model.origin) +
         "\nlanguages = [";
  for (size_t i = 0; i < model.languages.size(); ++i) {
    out += (i ? ", " : "") + Quoted(model.languages[i]);
  }
  out += std::string("]\ndefault = ") + (model.is_default ? "true" : "false") + "\n\n";
  for (const ModelFile& file : model.files) Write(file, out);
  for (const ModelConversion& conversion : model.conversions) {
    out += "[[model.conversion]]\nconverter = " + Quoted(conversion.converter) +
           "\noutput = " + Quoted(conversion.output) + "\n\n";
  }
}

}  // namespace

const Model* ModelManifest::Find(std::string_view id) const {
  const auto found = std::ranges::find(models, id, &Model::id);
  return found == models.end() ? nullptr : &*found;
}

Status ModelManifest::Merge(const ModelManifest& other) {
  for (const Model& model : other.models) {
    if (Find(model.id)) {
      return Fail(Error::InvalidArgument("there is already a model \"" + model.id + "\"", "id"));
    }
  }
  for (const auto& [name, package] : other.packages) {
    const auto found = packages.find(name);
    if (found != packages.end() && found->second != package) {
      return Fail(
          Error::InvalidArgument("there is already another package \"" + name + "\"", "package"));
    }
  }
  models.insert(models.end(), other.models.begin(), other.models.end());
  packages.insert(other.packages.begin(), other.packages.end());
  return {};
}

std::string ToToml(const ModelManifest& manifest) {
  std::string out;
  for (const auto& [name, package] : manifest.packages) {
    out += "[[package]]\nname = " + Quoted(name) +
           "\nregistry = " + (package.registry == Registry::kNpm ? "\"npm\"" : "\"pypi\"") +
           "\nversion = " + Quoted(package.version) + "\nsize = " + std::to_string(package.size) +
           "\nsha256 = " + Quoted(package.sha256) + "\n\n";
  }
  for (const Model& model : manifest.models) Write(model, out);
  return out;
}

bool IsSafeName(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameLength || name[0] == '.' || name[0] == '-')
    return false;
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '+' || c == '-';
  });
}

Status ValidateModel(const Model& model) {
  if (!IsSafeName(model.id)) {
    return Fail(Error::InvalidArgument(
        "must be 1 to 128 of A-Z a-z 0-9 . _ + - and begin with a letter or digit, not \"" +
            model.id + "\"",
        "id"));
  }
  if (model.role.empty()) return Fail(Error::InvalidArgument("must not be empty", "role"));
  if (model.files.empty()) return Fail(Error::InvalidArgument("needs at least one file", "file"));
  std::set<std::string, std::less<>> names;
  for (size_t i = 0; i < model.files.size(); ++i) {
    const std::string field = "file[" + std::to_string(i) + "]";
    if (Status valid = ValidateFile(model.files[i], field); !valid) return valid;
    if (!names.insert(model.files[i].name).second) {
      return Fail(
          Error::InvalidArgument("\"" + model.files[i].name + "\" appears twice", field + ".name"));
    }
  }
  for (size_t i = 0; i < model.conversions.size(); ++i) {
    const std::string field = "conversion[" + std::to_string(i) + "]";
    if (model.conversions[i].converter.empty()) {
      return Fail(Error::InvalidArgument("must not be empty", field + ".converter"));
    }
    const std::string& output = model.conversions[i].output;
    if (!IsSafeName(output) || !names.insert(output).second) {
      return Fail(Error::InvalidArgument("must be a plain file name used once", field + ".output"));
    }
  }
  return {};
}

}  // namespace vivavoce::runtime
