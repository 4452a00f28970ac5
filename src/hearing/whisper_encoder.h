// The Whisper audio encoder on OpenVINO, with its own thread, and the door through which
// whisper.cpp calls it. whisper.cpp knows an outside encoder only as three C functions and a file
// name; we define the functions (whisper_encoder.cc) and the "file name" is key(), which finds this
// object again.
// Precision where it may be reduced: bfloat16 with AMX (mean relative error 1.5 %, same words), products
//           of 8-bit numbers with VNNI (docs/architecture.md), else float32.
// Threads   Encode() from any thread, one at a time; the work is done on the encoder's own thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <openvino/openvino.hpp>
#include <span>
#include <string>

#include "base/error.h"
#include "hearing/task_thread.h"
#include "hearing/whisper_shape.h"

namespace vivavoce::hearing {

class WhisperEncoder {
 public:
  // `weights` is the CTranslate2 model.bin. kNotFound, kCorrupt, kInternal.
  static Result<std::shared_ptr<WhisperEncoder>> Create(const std::filesystem::path& weights,
                                                        int threads, bool reduced = true);
  ~WhisperEncoder();

  // `mel` is [mels][frames], frames even and at most 2 * audio_context; `states` is [frames /
  // 2][width].
  Status Encode(std::span<const float> mel, int64_t frames, std::span<float> states);

  const WhisperShape& shape() const { return shape_; }
  const std::string& key() const { return key_; }
  // What the last call from whisper.cpp came to: its C interface cannot say.
  Status last_status() const { return last_status_; }

 private:
  friend struct WhisperEncoderDoor;
  WhisperEncoder(WhisperShape shape, std::string key);

  const WhisperShape shape_;
  const std::string key_;
  ov::InferRequest request_;
  Status last_status_;
  TaskThread thread_;
};

}  // namespace vivavoce::hearing
