// API keys, as the server keeps them: never the key itself, but a salted SHA-256 of it. The keys
// are made here from 256 random bits, so that nobody can guess one by trying; slow password hashes,
// which make guessing costly, would protect nothing and delay every request. (Keys that people
// invent, in server.api_keys, get the same hash in memory, and are as good as they are long.)
//
// A keys file has one key a line; empty lines and those that begin with '#' are skipped:
//   ID SALT HASH CREATED [LIMIT=N ...] [name=TEXT]
// ID: 8 hex digits; SALT: 32; HASH: 64, of salt and key as text; CREATED: seconds since 1970;
// LIMIT: sessions, requests, audio_seconds, tokens (each a minute, but for sessions; 0 or absent:
// none).
//
// Threads  values; const methods from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::realtime {

struct KeyLimits {
  int sessions = 0;       // at a time; 0: as many as the server has
  int requests = 0;       // HTTP requests a minute; 0: no limit, as below
  int audio_seconds = 0;  // spoken or transcribed, a minute; both ways of sessions
  int tokens = 0;         // read or written by chat completions and responses, a minute
  friend bool operator==(const KeyLimits&, const KeyLimits&) = default;
};

struct ApiKey {
  std::string id;
  std::string salt;
  std::string hash;
  int64_t created = 0;
  KeyLimits limits;
  std::string name;  // for people; no line breaks
  friend bool operator==(const ApiKey&, const ApiKey&) = default;
};

std::string RandomHex(int bytes);  // from the system's generator
// "vv_" and the id, "_" and 64 hex digits.
std::string NewKeyText(const std::string& id);
ApiKey HashedKey(std::string id, std::string_view key, int64_t created);

std::string KeyLine(const ApiKey& key);  // without line break
// kCorrupt names the line.
Result<std::vector<ApiKey>> ParseKeys(std::string_view text);

class KeyRing {
 public:
  KeyRing() = default;
  explicit KeyRing(std::vector<ApiKey> keys) : keys_(std::move(keys)) {}
  void Add(std::vector<ApiKey> keys);

  bool empty() const { return keys_.empty(); }
  const std::vector<ApiKey>& keys() const { return keys_; }
  // nullptr: not known. Compares digests in constant time.
  const ApiKey* Find(std::string_view key) const;
  const ApiKey* FindId(std::string_view id) const;

 private:
  std::vector<ApiKey> keys_;
};

}  // namespace vivavoce::realtime
