#include "llm/prefix_store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include "runtime/sha256.h"

namespace vivavoce::llm {
namespace {

namespace fs = std::filesystem;

constexpr char kExtension[] = ".kv";
constexpr size_t kDigits = 16;

std::vector<fs::path> NewestFirst(const fs::path& folder) {
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  std::error_code failed;
  for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
    std::error_code ignored;
    if (it->path().extension() == kExtension) {
      found.emplace_back(it->last_write_time(ignored), it->path());
    }
  }
  std::ranges::sort(found, std::greater());
  std::vector<fs::path> files;
  for (auto& [time, path] : found) files.push_back(std::move(path));
  return files;
}

}  // namespace

void PrefixStore::Keep(std::span<const llama_token> tokens,
                       const std::function<bool(const fs::path&)>& save) const {
  if (IsOff()) return;
  const std::string digest = runtime::Sha256OfString(
      std::string_view(reinterpret_cast<const char*>(tokens.data()), tokens.size_bytes()));
  const fs::path path =
      folder_ / fmt::format("{}-{}{}", key_, digest.substr(0, kDigits), kExtension);
  std::error_code failed;
  if (fs::exists(path, failed)) return;
  fs::create_directories(folder_, failed);
  fs::path part = path;
  part += fmt::format(".{}", getpid());
  if (!save(part)) {
    fs::remove(part, failed);
    return;
  }
  fs::rename(part, path, failed);
  if (failed) fs::remove(part, failed);
  RemoveOldest();
}

std::vector<fs::path> PrefixStore::Files() const {
  if (IsOff()) return {};
  std::vector<fs::path> files = NewestFirst(folder_);
  std::erase_if(files, [&](const fs::path& file) {
    return !file.filename().string().starts_with(key_ + "-");
  });
  return files;
}

void PrefixStore::RemoveOldest() const {
  const std::vector<fs::path> files = NewestFirst(folder_);
  for (size_t i = kMostFiles; i < files.size(); ++i) {
    std::error_code ignored;
    fs::remove(files[i], ignored);
  }
}

}  // namespace vivavoce::llm
