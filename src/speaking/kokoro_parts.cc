#include "speaking/kokoro_parts.h"

#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "runtime/openvino.h"
#include "speaking/kokoro_dequantise.h"
#include "speaking/kokoro_weights.h"

namespace vivavoce::speaking {
namespace {

namespace fs = std::filesystem;
using T = KokoroTensors;

constexpr int64_t kAny = -1;
// Of earlier versions: 350 MB each that nobody needs.
constexpr std::array kFormerParts = {"parts-v1", "parts-v2"};

const OnnxValue kStyle{T::kStyle, OnnxType::kFloat, {1, 256}};
const OnnxValue kProsodyText{T::kProsodyText, OnnxType::kFloat, {1, kAny, 640}};
const OnnxValue kAcousticText{T::kAcousticText, OnnxType::kFloat, {1, 512, kAny}};
const OnnxValue kAlignedText{T::kAlignedText, OnnxType::kFloat, {1, 512, kAny}};
const OnnxValue kF0{T::kF0, OnnxType::kFloat, {1, kAny}};
const OnnxValue kEnergy{T::kEnergy, OnnxType::kFloat, {1, kAny}};

// The nine harmonics' weights and the bias of the source's only layer.
constexpr const char* kSourceLayer = "/decoder/decoder/generator/m_source/l_linear/MatMul";
constexpr const char* kSourceBias = "decoder.decoder.generator.m_source.l_linear.bias";

Status WriteSource(const OnnxGraph& graph, const fs::path& file) {
  for (const OnnxNode& node : graph.nodes) {
    if (node.name != kSourceLayer || node.inputs.size() != 2) continue;
    const OnnxTensor* weights = graph.Constant(node.inputs[1]);
    const OnnxTensor* bias = graph.Constant(kSourceBias);
    if (!weights || !bias) break;
    const auto w = TensorValues(*weights);
    const auto b = TensorValues(*bias);
    if (!w || !b || w->size() != 9 || b->size() != 1) break;
    std::ofstream out(file);
    out << nlohmann::json{{"harmonics", *w}, {"bias", b->front()}}.dump(1) << "\n";
    if (!out.flush()) return Fail(Error::Unavailable("cannot write " + file.string()));
    return {};
  }
  return Fail(Error::Corrupt("the model has no harmonic source"));
}

Status WritePart(const OnnxGraph& graph, const KokoroPart& part, const fs::path& directory) {
  auto cut = CutOnnx(graph, part.inputs, part.outputs);
  if (!cut) return Fail(cut.error());
  const std::string file = (directory / part.name).string();
  try {
    const auto model = runtime::OpenVinoCore().read_model(SerializeOnnx(*cut), ov::Tensor());
    ov::serialize(model, file + ".xml", file + ".bin");
  } catch (const std::exception& e) {
    return Fail(
        Error::Corrupt(std::string("cannot convert Kokoro's ") + part.name + " part: " + e.what()));
  }
  return {};
}

Status WriteParts(const fs::path& model_dir, const fs::path& directory,
                  const std::function<void(double)>& progress) {
  constexpr double kShareOfReading = 0.4;
  const auto at = [&](double x) {
    if (progress) progress(x);
  };
  auto graph = ReadKokoro(model_dir / kKokoroFile, [&](double x) { at(x * kShareOfReading); });
  if (!graph) return Fail(graph.error());
  if (auto written = WriteSource(*graph, directory / "source.json"); !written) return written;
  const auto decoder = DecoderWeights(*graph);
  if (!decoder) return Fail(decoder.error());
  if (auto written = decoder->Write(directory / kDecoderWeightsFile); !written) return written;
  const auto generator = GeneratorWeights(*graph);
  if (!generator) return Fail(generator.error());
  if (auto written = generator->Write(directory / kGeneratorWeightsFile); !written) return written;
  double done = 0;
  for (const KokoroPart& part : KokoroParts()) {
    if (auto written = WritePart(*graph, part, directory); !written) return written;
    at(kShareOfReading + (1 - kShareOfReading) * ++done / KokoroParts().size());
  }
  return {};
}

}  // namespace

const std::array<KokoroPart, 2>& KokoroParts() {
  static const std::array<KokoroPart, 2> parts = {{
      {"text",
       {{T::kTokens, OnnxType::kInt64, {1, kAny}}, kStyle},
       {{T::kDurations, OnnxType::kFloat, {1, kAny}}, kProsodyText, kAcousticText}},
      {"prosody",
       {kProsodyText, kAcousticText, {T::kFrames, OnnxType::kInt64, {kAny}}, kStyle},
       {kAlignedText, kF0, kEnergy}},
  }};
  return parts;
}

Result<OnnxGraph> ReadKokoro(const fs::path& onnx_file,
                             const std::function<void(double)>& progress) {
  auto graph = ReadOnnx(onnx_file);
  if (!graph) return graph;
  if (auto done = DequantiseGraph(*graph, progress); !done) return Fail(done.error());
  return graph;
}

fs::path KokoroPartsDirectory(const fs::path& model_dir) { return model_dir / "parts-v3"; }

Status PrepareKokoro(const fs::path& model_dir, const std::function<void(double)>& progress) {
  const fs::path ready = KokoroPartsDirectory(model_dir);
  std::error_code error;
  if (fs::is_directory(ready, error)) {
    if (progress) progress(1.0);
    return {};
  }
  if (!fs::exists(model_dir / kKokoroFile, error)) {
    return Fail(Error::NotFound("model file not found: " + (model_dir / kKokoroFile).string()));
  }
  fs::path partial = ready;
  partial += ".tmp" + std::to_string(getpid());
  fs::remove_all(partial, error);
  if (!fs::create_directory(partial, error)) {
    return Fail(Error::Unavailable("cannot create " + partial.string() + ": " + error.message()));
  }
  Status written = WriteParts(model_dir, partial, progress);
  if (written) {
    fs::rename(partial, ready, error);
    // Another process may have been faster; then its files are as good as ours.
    if (error && !fs::is_directory(ready)) {
      written =
          Fail(Error::Unavailable("cannot create " + ready.string() + ": " + error.message()));
    }
  }
  std::error_code ignored;
  fs::remove_all(partial, ignored);
  for (const char* former : kFormerParts) {
    if (written) fs::remove_all(model_dir / former, ignored);
  }
  return written;
}

}  // namespace vivavoce::speaking
