// A ZIP archive in memory, read as hostile (APPNOTE 6.3, without ZIP64, encryption and volumes).
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::persona {

struct ZipEntry {
  std::string name;  // relative, with '/', ends in '/' for a folder
  std::string data;
};

struct ZipLimits {
  size_t max_archive_bytes = 128 << 20;
  size_t max_entries = 2000;
  size_t max_entry_bytes = 64 << 20;   // unpacked
  size_t max_total_bytes = 192 << 20;  // of all entries, unpacked
};

bool IsZip(std::string_view bytes);

// In the order of the directory. kCorrupt, with the entry's name: absolute paths, "..",
// backslashes, names that are not UTF-8 or there twice, entries that overlap or grow beyond the
// limits, wrong checksums, encryption, methods other than store and deflate.
Result<std::vector<ZipEntry>> ReadZip(std::string_view bytes, const ZipLimits& limits = {});

// Names as ReadZip gives them. Times are 1980-01-01, so that equal entries give equal bytes.
std::string WriteZip(const std::vector<ZipEntry>& entries);

}  // namespace vivavoce::persona
