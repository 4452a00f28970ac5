#include "hearing/whisper_encoder.h"

#include <fmt/format.h>
#include <ggml.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "hearing/whisper_encoder_graph.h"
#include "runtime/openvino.h"

namespace vivavoce::hearing {
namespace {

// Encoders that whisper.cpp may ask for by key. Weak: a key does not keep its encoder alive.
struct Registry {
  std::mutex mutex;
  std::map<std::string, std::weak_ptr<WhisperEncoder>> encoders;
  uint64_t next = 0;
};

Registry& TheRegistry() {
  static Registry registry;
  return registry;
}

// Larger groups are no faster.
constexpr int kEightBitGroup = 64;

bool EightBitIsFastest() { return runtime::CpuHasVnni() && !runtime::CpuHasBf16(); }

std::string NewKey() {
  Registry& registry = TheRegistry();
  const std::lock_guard lock(registry.mutex);
  return fmt::format("vivavoce-encoder-{}", registry.next++);
}

}  // namespace

WhisperEncoder::WhisperEncoder(WhisperShape shape, std::string key)
    : shape_(shape), key_(std::move(key)) {}

Result<std::shared_ptr<WhisperEncoder>> WhisperEncoder::Create(const std::filesystem::path& weights,
                                                               int threads, bool reduced) {
  if (threads < 1) return Fail(Error::InvalidArgument("must be at least 1", "threads"));
  std::shared_ptr<WhisperEncoder> encoder;
  Status ok;
  const auto create = [&]() -> Status {
    const auto model = Ct2Model::Open(weights);
    if (!model) return Fail(model.error());
    const auto shape = ReadWhisperShape(*model);
    if (!shape) return Fail(shape.error());
    const int group = reduced && EightBitIsFastest() && shape->width % kEightBitGroup == 0
                          ? kEightBitGroup
                          : 0;
    const auto graph = BuildWhisperEncoder(*model, *shape, group);
    if (!graph) return Fail(graph.error());
    auto compiled = runtime::CompileGraph(
        *graph, {.threads = threads, .bf16 = reduced, .eight_bit_group = group});
    if (!compiled) return Fail(compiled.error());
    encoder.reset(new WhisperEncoder(*shape, NewKey()));
    try {
      encoder->request_ = compiled->create_infer_request();
    } catch (const std::exception& e) {
      return Fail(Error::Internal(std::string("Whisper encoder: ") + e.what()));
    }
    return {};
  };
  if (ok = create(); !ok) return Fail(ok.error());
  Registry& registry = TheRegistry();
  const std::lock_guard lock(registry.mutex);
  registry.encoders[encoder->key()] = encoder;
  return encoder;
}

WhisperEncoder::~WhisperEncoder() {
  Registry& registry = TheRegistry();
  const std::lock_guard lock(registry.mutex);
  registry.encoders.erase(key_);
}

Status WhisperEncoder::Encode(std::span<const float> mel, int64_t frames, std::span<float> states) {
  if (frames < 2 || frames % 2 != 0 || frames > 2 * shape_.audio_context) {
    return Fail(Error::InvalidArgument(
        fmt::format("must be even and 2 to {}, is {}", 2 * shape_.audio_context, frames),
        "frames"));
  }
  if (mel.size() != static_cast<size_t>(shape_.mels * frames) ||
      states.size() != static_cast<size_t>(shape_.width * frames / 2)) {
    return Fail(Error::InvalidArgument("has the wrong size", "mel or states"));
  }
  Status status;
  thread_.Run([&] {
    try {
      const ov::Shape shape{1, static_cast<size_t>(shape_.mels), static_cast<size_t>(frames)};
      // The tensor type takes no const pointer; the graph does not write its input.
      request_.set_input_tensor(
          ov::Tensor(ov::element::f32, shape, const_cast<float*>(mel.data())));
      request_.infer();
      const ov::Tensor output = request_.get_output_tensor();
      if (output.get_size() != states.size()) {
        status = Fail(Error::Internal("Whisper encoder: output of the wrong size"));
        return;
      }
      std::copy_n(output.data<const float>(), states.size(), states.begin());
    } catch (const std::exception& e) {
      status = Fail(Error::Internal(std::string("Whisper encoder: ") + e.what()));
    }
  });
  return status;
}

struct WhisperEncoderDoor {
  static std::shared_ptr<WhisperEncoder> Find(const char* key) {
    Registry& registry = TheRegistry();
    const std::lock_guard lock(registry.mutex);
    const auto found = registry.encoders.find(key);
    return found == registry.encoders.end() ? nullptr : found->second.lock();
  }
  static bool Encode(WhisperEncoder& encoder, const ggml_tensor& mel, ggml_tensor& out) {
    const std::span states(static_cast<float*>(out.data),
                           static_cast<size_t>(ggml_nelements(&out)));
    encoder.last_status_ = encoder.Encode(
        {static_cast<const float*>(mel.data), static_cast<size_t>(ggml_nelements(&mel))}, mel.ne[0],
        states);
    if (!encoder.last_status_) std::ranges::fill(states, 0.0f);  // else stale memory is decoded
    return encoder.last_status_.has_value();
  }
};

}  // namespace vivavoce::hearing

// What whisper.cpp (built with WHISPER_USE_OPENVINO) calls; declared in its private header
// openvino/whisper-openvino-encoder.h.
struct whisper_openvino_context {
  std::shared_ptr<vivavoce::hearing::WhisperEncoder> encoder;
};

extern "C" {

whisper_openvino_context* whisper_openvino_init(const char* path_model, const char* /*device*/,
                                                const char* /*cache_dir*/) {
  auto encoder = vivavoce::hearing::WhisperEncoderDoor::Find(path_model);
  return encoder ? new whisper_openvino_context{std::move(encoder)} : nullptr;
}

void whisper_openvino_free(whisper_openvino_context* context) { delete context; }

int whisper_openvino_encode(whisper_openvino_context* context, ggml_tensor* mel, ggml_tensor* out) {
  return vivavoce::hearing::WhisperEncoderDoor::Encode(*context->encoder, *mel, *out) ? 1 : 0;
}

}  // extern "C"
