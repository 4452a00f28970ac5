#include "speaking/kokoro_weights.h"

#include <string>
#include <utility>
#include <vector>

namespace vivavoce::speaking {
namespace {

const std::string kDecoder = "/decoder/decoder/";
const std::string kGenerator = "/decoder/decoder/generator/";
const std::string kGeneratorConstants = "decoder.decoder.generator.";

class Extractor {
 public:
  // Nodes are named by what follows `scope`.
  Extractor(const OnnxGraph& graph, std::string scope)
      : graph_(graph), index_(graph), scope_(std::move(scope)) {}

  vocoder::TensorFileWriter Take() { return std::move(writer_); }

  // [out][in][taps] of a convolution, or [in][out][taps] of a transposed one (out is 1 where each channel
  // is alone), and its bias if it has one.
  Status Convolution(const std::string& name, const std::string& path, const char* op) {
    const OnnxNode* node = index_.Producer(scope_ + path + "/" + op + "_output_0");
    if (!node || node->op != op || node->inputs.size() < 2) return Fail(Missing(name));
    const OnnxTensor* weight = graph_.Constant(node->inputs[1]);
    if (!weight || weight->dims.size() != 3) return Fail(Missing(name));
    const auto values = TensorValues(*weight);
    if (!values) return Fail(values.error());
    const bool transposed = node->op == "ConvTranspose";
    const auto first = static_cast<size_t>(weight->dims[0]);
    const auto second = static_cast<size_t>(weight->dims[1]);
    const auto taps = static_cast<size_t>(weight->dims[2]);
    const size_t in = transposed ? first : second, out = transposed ? second : first;
    std::vector<float> turned(values->size());
    for (size_t i = 0; i < in; ++i) {
      for (size_t o = 0; o < out; ++o) {
        for (size_t k = 0; k < taps; ++k) {
          const size_t from = transposed ? (i * out + o) * taps + k : (o * in + i) * taps + k;
          turned[(k * in + i) * out + o] = (*values)[from];
        }
      }
    }
    writer_.Add(name + ".weight",
                {static_cast<int64_t>(taps), static_cast<int64_t>(in), static_cast<int64_t>(out)},
                std::move(turned));
    if (node->inputs.size() == 2) return {};
    const bool of_each_channel = transposed && out == 1;
    return Constant(node->inputs[2], name + ".bias",
                    {static_cast<int64_t>(of_each_channel ? in : out)});
  }

  // x W + b, W [in][out].
  Status Affine(const std::string& name, const std::string& path) {
    const OnnxNode* sum = index_.Producer(scope_ + path + "/Gemm_output_0");
    if (!sum || sum->op != "Add" || sum->inputs.size() != 2) return Fail(Missing(name));
    const OnnxNode* product = index_.Producer(sum->inputs[0]);
    if (!product || product->op != "MatMul" || product->inputs.size() != 2) {
      return Fail(Missing(name));
    }
    if (auto added = Constant(product->inputs[1], name + ".weight", {}); !added) return added;
    return Constant(sum->inputs[1], name + ".bias", {});
  }

  // A constant under a new name; an empty shape keeps its own.
  Status Constant(const std::string& constant, const std::string& name,
                  std::vector<int64_t> shape) {
    const OnnxTensor* tensor = graph_.Constant(constant);
    if (!tensor) return Fail(Missing(name));
    auto values = TensorValues(*tensor);
    if (!values) return Fail(values.error());
    if (shape.empty()) shape = tensor->dims;
    size_t count = 1;
    for (const int64_t size : shape) count *= static_cast<size_t>(size);
    if (count != values->size()) return Fail(Missing(name));
    writer_.Add(name, std::move(shape), *std::move(values));
    return {};
  }

  Status GeneratorBlock(const std::string& name, int64_t channels) {
    for (const char* half : {"1", "2"}) {
      for (const char* round : {".0", ".1", ".2"}) {
        const std::string index = half + std::string(round);
        if (auto s = Convolution(name + ".convs" + index, name + "/convs" + index, "Conv"); !s)
          return s;
        if (auto s = Affine(name + ".adain" + index + ".fc", name + "/adain" + index + "/fc"); !s) {
          return s;
        }
        const std::string alpha = name + ".alpha" + index;
        if (auto s = Constant(kGeneratorConstants + alpha, alpha, {channels}); !s) return s;
      }
    }
    return {};
  }

  Status DecoderBlock(const std::string& name) {
    for (const char* conv : {".conv1", ".conv2", ".conv1x1"}) {
      if (auto s = Convolution(name + conv, name + "/" + (conv + 1), "Conv"); !s) return s;
    }
    for (const char* norm : {"norm1", "norm2"}) {
      if (auto s = Affine(name + "." + norm + ".fc", name + "/" + norm + "/fc"); !s) return s;
    }
    return {};
  }

 private:
  static Error Missing(const std::string& name) {
    return Error::Corrupt("the model has no weights '" + name + "' of the expected form");
  }

  const OnnxGraph& graph_;
  OnnxIndex index_;
  std::string scope_;
  vocoder::TensorFileWriter writer_;
};

}  // namespace

Result<vocoder::TensorFileWriter> DecoderWeights(const OnnxGraph& graph) {
  Extractor extract(graph, kDecoder);
  for (const char* block : {"encode", "decode.0", "decode.1", "decode.2", "decode.3"}) {
    if (auto s = extract.DecoderBlock(block); !s) return Fail(s.error());
  }
  const std::pair<const char*, const char*> convolutions[] = {
      {"F0_conv", "F0_conv"}, {"N_conv", "N_conv"}, {"asr_res", "asr_res/asr_res.0"}};
  for (const auto& [name, path] : convolutions) {
    if (auto s = extract.Convolution(name, path, "Conv"); !s) return Fail(s.error());
  }
  auto pool = extract.Convolution("decode.3.pool", "decode.3/pool", "ConvTranspose");
  if (!pool) return Fail(pool.error());
  return extract.Take();
}

Result<vocoder::TensorFileWriter> GeneratorWeights(const OnnxGraph& graph) {
  constexpr int64_t kWide = 256, kNarrow = 128, kSpectrum = 22, kWindow = 20;
  Extractor extract(graph, kGenerator);
  for (const char* name : {"noise_convs.0", "noise_convs.1", "conv_post"}) {
    if (auto s = extract.Convolution(name, name, "Conv"); !s) return Fail(s.error());
  }
  for (const char* name : {"ups.0", "ups.1"}) {
    if (auto s = extract.Convolution(name, name, "ConvTranspose"); !s) return Fail(s.error());
  }
  const std::pair<const char*, int64_t> blocks[] = {
      {"noise_res.0", kWide},   {"noise_res.1", kNarrow}, {"resblocks.0", kWide},
      {"resblocks.1", kWide},   {"resblocks.2", kWide},   {"resblocks.3", kNarrow},
      {"resblocks.4", kNarrow}, {"resblocks.5", kNarrow}};
  for (const auto& [name, channels] : blocks) {
    if (auto s = extract.GeneratorBlock(name, channels); !s) return Fail(s.error());
  }
  const std::string stft = kGeneratorConstants + "stft.istft.stft.";
  if (auto s = extract.Constant(stft + "inverse_basis", "istft.basis", {kSpectrum, kWindow}); !s) {
    return Fail(s.error());
  }
  if (auto s = extract.Constant(stft + "window_sum", "istft.window_sum", {kWindow}); !s) {
    return Fail(s.error());
  }
  return extract.Take();
}

}  // namespace vivavoce::speaking
