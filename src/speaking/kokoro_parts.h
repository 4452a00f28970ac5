// Kokoro-82M as two graphs, the weights of what we compute ourselves and a small table, made once from
// the int8 ONNX export and kept beside it:
//   <model dir>/parts-v3/{text,prosody}.{xml,bin}, {decoder,generator}.safetensors, source.json
// N tokens, T frames of 600 samples:
//   text       tokens i64[1,N], style f32[1,256] -> durations f32[1,N] in frames at speed 1,
//              two feature tensors
//   prosody    features, frames i64[N], style -> aligned text f32[1,512,T], F0 in Hz f32[1,2T],
//              energy f32[1,2T]
// vocoder::FeatureDecoder makes f32[1,512,2T] of the aligned text, F0, energy and style, HarmonicSource
// the harmonic source of F0, and vocoder::Generator the samples of both.
#pragma once

#include <array>
#include <filesystem>
#include <functional>

#include "base/error.h"
#include "speaking/onnx_graph.h"

namespace vivavoce::speaking {

inline constexpr const char* kKokoroFile = "kokoro-v1.0.int8.onnx";
inline constexpr const char* kDecoderWeightsFile = "decoder.safetensors";
inline constexpr const char* kGeneratorWeightsFile = "generator.safetensors";

// Names of the tensors at the cuts, in the export.
struct KokoroTensors {
  static constexpr const char* kTokens = "tokens";
  static constexpr const char* kStyle = "style";
  static constexpr const char* kDurations = "/encoder/predictor/ReduceSum_output_0";
  static constexpr const char* kProsodyText = "/encoder/predictor/text_encoder/Concat_4_output_0";
  static constexpr const char* kAcousticText = "/encoder/text_encoder/Transpose_2_output_0";
  static constexpr const char* kFrames = "/encoder/Gather_output_0";
  static constexpr const char* kAlignedText = "/encoder/MatMul_1_output_0";
  static constexpr const char* kF0 = "/encoder/Reshape_output_0";
  static constexpr const char* kEnergy = "/encoder/Reshape_1_output_0";
  static constexpr const char* kSource = "/decoder/decoder/generator/Concat_3_output_0";
  static constexpr const char* kAudio = "audio";
};

struct KokoroPart {
  const char* name;
  std::vector<OnnxValue> inputs, outputs;
};
const std::array<KokoroPart, 2>& KokoroParts();

// The export with float weights, whole. Errors as ReadOnnx and DequantiseGraph.
Result<OnnxGraph> ReadKokoro(const std::filesystem::path& onnx_file,
                             const std::function<void(double)>& progress = {});

// Where PrepareKokoro() puts its files.
std::filesystem::path KokoroPartsDirectory(const std::filesystem::path& model_dir);
// Makes the parts if they are not there; some seconds, about 350 MB of disk. Either all of them
// appear or none. `progress` gets values rising from 0 to 1. kNotFound, kCorrupt, or kUnavailable
// when the directory cannot be written.
Status PrepareKokoro(const std::filesystem::path& model_dir,
                     const std::function<void(double)>& progress = {});

}  // namespace vivavoce::speaking
