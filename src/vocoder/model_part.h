// What the decoder and the generator have in common: their settings, and how they are made of a
// file of weights. Threads: pure functions.
#pragma once

#include <filesystem>
#include <memory>

#include "base/error.h"
#include "vocoder/isa.h"
#include "vocoder/tensor_file.h"

namespace vivavoce::vocoder {

struct PartConfig {
  int threads = 1;  // >= 1
  Isa isa = BestIsa();
};

// Part::Make() of the file's tensors. kNotFound or kCorrupt, naming the file.
template <typename Part>
Result<std::unique_ptr<Part>> LoadPart(const std::filesystem::path& weights,
                                       const PartConfig& config) {
  const auto file = TensorFile::Read(weights);
  if (!file) return Fail(file.error());
  auto part = Part::Make(*file, config);
  if (!part) return Fail(Error::Corrupt(weights.string() + ": " + part.error().message));
  return part;
}

}  // namespace vivavoce::vocoder
