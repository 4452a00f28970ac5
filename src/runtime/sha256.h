// SHA-256 (FIPS 180-4) of streams and files, as lower-case hexadecimal.
// Threads: a hasher belongs to one thread at a time; the functions may be called from any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

struct evp_md_ctx_st;

namespace vivavoce::runtime {

class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();

  void Update(std::string_view bytes);
  std::string Finish();  // 64 hex digits; the hasher is spent

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

std::string Sha256OfString(std::string_view bytes);

// `on_bytes` is told of every block read, so that a caller can show progress and stop: returning
// false gives kCancelled. kNotFound when the file cannot be opened.
Result<std::string> Sha256OfFile(const std::filesystem::path& path,
                                 const std::function<bool(uint64_t)>& on_bytes = {});

// 64 lower-case hex digits.
bool IsSha256Hex(std::string_view text);

}  // namespace vivavoce::runtime
