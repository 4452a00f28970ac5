// CTranslate2 Whisper weights -> the file whisper.cpp loads, quantised to 8 bits (q8_0: blocks of
// 32 weights with one half-float scale; the same words as float16 at half the size and less time).
// In      <dir>/model.bin, <dir>/vocabulary.txt (one token a line, GPT-2 byte-to-unicode spelling).
// Out     <dir>/whisper-base-q8_0.bin; written beside it and renamed, so never half there.
// Errors  kNotFound, kCorrupt (names the file and the tensor), kUnavailable when writing fails.
// Threads one conversion of a directory at a time; takes seconds.
#pragma once

#include <filesystem>
#include <functional>

#include "base/error.h"

namespace vivavoce::hearing {

inline constexpr char kWhisperModelId[] = "whisper-base";
inline constexpr char kWhisperWeightsFile[] = "model.bin";
inline constexpr char kWhisperVocabularyFile[] = "vocabulary.txt";
inline constexpr char kWhisperGgmlFile[] = "whisper-base-q8_0.bin";

// `progress` may be empty; it is told the share done, rising to 1.
Status ConvertCt2WhisperToGgml(const std::filesystem::path& model_dir,
                               const std::function<void(double)>& progress = {});

}  // namespace vivavoce::hearing
