#include "realtime/api_keys.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "runtime/sha256.h"

namespace vivavoce::realtime {
namespace {

constexpr std::string_view kKeyPrefix = "vv_";
constexpr size_t kIdDigits = 8;
constexpr size_t kSaltDigits = 32;
constexpr size_t kHashDigits = 64;

bool IsHex(std::string_view text, size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

template <typename T>
std::optional<T> Number(std::string_view text) {
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::string_view NextWord(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  const size_t end = std::min(line.find_first_of(" \t"), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end);
  return word;
}

struct Limit {
  std::string_view name;
  int KeyLimits::*field;
};
constexpr Limit kLimits[] = {{"sessions", &KeyLimits::sessions},
                             {"requests", &KeyLimits::requests},
                             {"audio_seconds", &KeyLimits::audio_seconds},
                             {"tokens", &KeyLimits::tokens}};

bool ReadLimit(std::string_view word, KeyLimits& limits) {
  const size_t equals = word.find('=');
  if (equals == std::string_view::npos) return false;
  const auto value = Number<int>(word.substr(equals + 1));
  const auto* limit = std::find_if(std::begin(kLimits), std::end(kLimits), [&](const Limit& l) {
    return l.name == word.substr(0, equals);
  });
  if (!value || limit == std::end(kLimits)) return false;
  limits.*(limit->field) = *value;
  return true;
}

std::optional<ApiKey> ParseLine(std::string_view line) {
  ApiKey key;
  if (const size_t name = line.find(" name="); name != std::string_view::npos) {
    key.name = line.substr(name + 6);
    line = line.substr(0, name);
  }
  key.id = NextWord(line);
  key.salt = NextWord(line);
  key.hash = NextWord(line);
  const auto created = Number<int64_t>(NextWord(line));
  if (!IsHex(key.id, kIdDigits) || !IsHex(key.salt, kSaltDigits) || !IsHex(key.hash, kHashDigits) ||
      !created) {
    return std::nullopt;
  }
  key.created = *created;
  for (auto word = NextWord(line); !word.empty(); word = NextWord(line)) {
    if (!ReadLimit(word, key.limits)) return std::nullopt;
  }
  return key;
}

std::string Hash(std::string_view salt, std::string_view key) {
  return runtime::Sha256OfString(std::string(salt) + std::string(key));
}

}  // namespace

std::string RandomHex(int bytes) {
  std::vector<unsigned char> random(static_cast<size_t>(bytes));
  if (RAND_bytes(random.data(), bytes) != 1) std::abort();  // no safe way to go on
  std::string text;
  for (const unsigned char byte : random) text += fmt::format("{:02x}", byte);
  return text;
}

std::string NewKeyText(const std::string& id) {
  return fmt::format("{}{}_{}", kKeyPrefix, id, RandomHex(32));
}

ApiKey HashedKey(std::string id, std::string_view key, int64_t created) {
  ApiKey hashed;
  hashed.id = std::move(id);
  hashed.salt = RandomHex(static_cast<int>(kSaltDigits / 2));
  hashed.hash = Hash(hashed.salt, key);
  hashed.created = created;
  return hashed;
}

std::string KeyLine(const ApiKey& key) {
  std::string line = fmt::format("{} {} {} {}", key.id, key.salt, key.hash, key.created);
  for (const Limit& limit : kLimits) {
    if (key.limits.*(limit.field) > 0) {
      line += fmt::format(" {}={}", limit.name, key.limits.*(limit.field));
    }
  }
  if (!key.name.empty()) line += " name=" + key.name;
  return line;
}

Result<std::vector<ApiKey>> ParseKeys(std::string_view text) {
  std::vector<ApiKey> keys;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    auto key = ParseLine(line);
    if (!key) {
      return Fail(Error::Corrupt(fmt::format(
          "line {} of the keys file is not 'ID SALT HASH CREATED [LIMIT=N ...] [name=TEXT]'",
          number)));
    }
    keys.push_back(std::move(*key));
  }
  return keys;
}

void KeyRing::Add(std::vector<ApiKey> keys) {
  for (ApiKey& key : keys) keys_.push_back(std::move(key));
}

const ApiKey* KeyRing::Find(std::string_view key) const {
  // The id inside a key that was made here spares hashing it with every salt; ids are no secret.
  std::string_view id;
  if (key.starts_with(kKeyPrefix)) id = key.substr(kKeyPrefix.size(), kIdDigits);
  const ApiKey* found = nullptr;
  for (const ApiKey& candidate : keys_) {
    if (IsHex(id, kIdDigits) && IsHex(candidate.id, kIdDigits) && candidate.id != id) continue;
    const std::string given = Hash(candidate.salt, key);
    if (given.size() == candidate.hash.size() &&
        CRYPTO_memcmp(given.data(), candidate.hash.data(), given.size()) == 0) {
      found = &candidate;
    }
  }
  return found;
}

const ApiKey* KeyRing::FindId(std::string_view id) const {
  const auto found =
      std::find_if(keys_.begin(), keys_.end(), [&](const ApiKey& key) { return key.id == id; });
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace vivavoce::realtime
