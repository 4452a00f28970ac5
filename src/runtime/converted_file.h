// Files that are made on this machine from fetched ones. Their hash cannot be pinned in the
// manifest (float arithmetic differs between CPUs), so it is recorded beside them in
// "<output>.sha256" together with what they were made from; a file without that record, or made
// from other inputs, does not count. Threads: free functions on files; one writer at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.h"
#include "runtime/model_manifest.h"

namespace vivavoce::runtime {

struct ConversionRecord {
  std::string sha256;  // of the output
  uint64_t size = 0;   // bytes of the output
  std::string inputs;  // fingerprint of the converter and all of the model's files
};

std::string FingerprintOfInputs(const Model& model, const ModelConversion& conversion);

// kNotFound when there is none, kCorrupt when it cannot be read.
Result<ConversionRecord> ReadConversionRecord(const std::filesystem::path& output);
Status WriteConversionRecord(const std::filesystem::path& output, const ConversionRecord& record);

}  // namespace vivavoce::runtime
