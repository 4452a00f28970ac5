// Recognizer with Whisper base: encoder on OpenVINO, decoder on whisper.cpp (ggml, q8_0, matmul/).
// Models   id "whisper-base": model.bin (the encoder) and whisper-base-q8_0.bin (whisper_conversion.h).
// Cost     on one thread with AVX-512 VNNI about 60 ms for a 1 s partial and 260 ms for an 8 s final
//          (recognizer_benchmark.cc).
// Threads  as the interface says. ggml and OpenVINO compute on two threads of this object's own
//          (task_thread.h), so any caller's thread will do.
#pragma once

#include <memory>

#include "base/error.h"
#include "hearing/recognizer.h"
#include "hearing/transcript_guard.h"
#include "runtime/model_store.h"

namespace vivavoce::hearing {

struct WhisperConfig {
  int threads = 1;         // busy threads while it works, 1..64
  bool reduced_precision = true;  // the encoder in bfloat16 or 8 bits where the CPU is faster so
  // The encoder sees the clip and this much silence after it; too little makes the decoder loop.
  int partial_tail = 128;  // encoder positions of 20 ms, 0..1500
  int final_tail = 256;
  // Never fewer positions than this, 1..1500. Of 192 a word or two is understood as of 256 (58
  // synthesised phrases of 0.2-2 s) for 0.8 of the time; of 128 one in ten is lost or said twice.
  int partial_min_context = 192;
  int final_min_context = 256;
  float tokens_per_second = 8;  // cap of the answer, > 0 ...
  int extra_tokens = 24;        // ... plus this, >= 1
  GuardConfig guard;

  Status Validate() const;
};

inline constexpr int kMaxRecognizerSamples = 30 * 16000;
inline constexpr int kMinRecognizerSamples = 1600;  // shorter clips are not speech

Result<std::unique_ptr<Recognizer>> CreateWhisperRecognizer(const runtime::ModelStore& models,
                                                            const WhisperConfig& config = {});

// Encoder positions for a clip of `samples`: pure, for tests.
int WhisperAudioContext(const WhisperConfig& config, size_t samples, bool is_final);

}  // namespace vivavoce::hearing
