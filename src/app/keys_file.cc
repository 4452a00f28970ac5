#include "app/keys_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <system_error>

#include "runtime/logging.h"
#include "runtime/model_store.h"

namespace vivavoce::app {
namespace {

constexpr const char* kHead =
    "# API keys of vivavoce, hashed; made by `vivavoce keys add`. A line each: id, salt, SHA-256 "
    "of\n"
    "# salt and key, time of creation, limits, name.\n";

Error Unwritable(const std::filesystem::path& file) {
  return Error::Unavailable(
      fmt::format("cannot write {}: {}", file.string(), std::generic_category().message(errno)));
}

}  // namespace

Result<std::filesystem::path> KeysFile(const Config& config) {
  if (!config.keys_file.empty()) return std::filesystem::path(config.keys_file);
  auto home = runtime::HomeDirectory();
  if (!home) return Fail(home.error());
  return *home / "keys";
}

Result<std::vector<realtime::ApiKey>> LoadKeys(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return std::vector<realtime::ApiKey>{};
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    return Fail(
        Error::Unavailable(fmt::format("cannot read {}", file.string()), "server.keys_file"));
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto keys = realtime::ParseKeys(text);
  if (!keys) {
    return Fail(Error::Corrupt(fmt::format("{}: {}", file.string(), keys.error().message),
                               "server.keys_file"));
  }
  return keys;
}

Status StoreKeys(const std::filesystem::path& file, const std::vector<realtime::ApiKey>& keys) {
  std::string text = kHead;
  for (const realtime::ApiKey& key : keys) text += realtime::KeyLine(key) + "\n";
  std::error_code error;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
  const std::filesystem::path next = file.string() + ".new";
  const int descriptor = open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return Fail(Unwritable(next));
  const bool written =
      write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(descriptor) == 0;
  if (close(descriptor) != 0 || !written) return Fail(Unwritable(next));
  std::filesystem::rename(next, file, error);
  if (error) return Fail(Unwritable(file));
  return {};
}

KeysWatcher::KeysWatcher(std::filesystem::path file) : file_(std::move(file)), seen_(Content()) {}

std::optional<std::string> KeysWatcher::Content() const {
  std::ifstream in(file_, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

std::optional<std::vector<realtime::ApiKey>> KeysWatcher::Changed() {
  auto content = Content();
  if (content == seen_) return std::nullopt;
  seen_ = std::move(content);
  auto keys = LoadKeys(file_);
  if (!keys) {
    runtime::Log(runtime::LogLevel::kError, "keys_unreadable",
                 {{"error", keys.error().ToString()}});
    return std::nullopt;
  }
  runtime::Log(runtime::LogLevel::kInfo, "keys_changed", {{"keys", keys->size()}});
  return std::move(*keys);
}

}  // namespace vivavoce::app
