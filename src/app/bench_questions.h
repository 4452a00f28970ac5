// The questions of `bench latency`: sixteen short spoken ones, half English, half Chinese, spoken
// once by the synthesiser with several voices and kept in the cache, so that every run asks the
// same.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/latency_bench.h"
#include "base/error.h"

namespace vivavoce::app {

// Reads them from <home>/bench, making them first when they are not there (seconds; loads the
// voice). `language` is "en", "zh" or "" for both.
Result<std::vector<BenchQuestion>> StandardQuestions(const std::string& language, int threads);

// Own recordings: any WAV files; silence behind the last sound is cut off.
Result<std::vector<BenchQuestion>> ReadQuestions(const std::vector<std::string>& files);

}  // namespace vivavoce::app
