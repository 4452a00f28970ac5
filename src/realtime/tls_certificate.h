// A certificate for development: EC P-256, self-signed, for localhost, 127.0.0.1 and ::1, good for
// 397 days (the most that clients accept). OpenAI's own client libraries insist on wss, so a
// server on one's own machine needs one.
// Threads  one caller at a time for a directory.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace vivavoce::realtime {

struct TlsFiles {
  std::filesystem::path certificate;  // PEM
  std::filesystem::path key;          // PEM, readable by its owner only
};

// The one in `directory` (localhost.crt, localhost.key) if it is good for another week, else a new
// one. Errors: kUnavailable when the directory cannot be written.
Result<TlsFiles> DevelopmentCertificate(const std::filesystem::path& directory);

}  // namespace vivavoce::realtime
