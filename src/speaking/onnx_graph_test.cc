#include "speaking/onnx_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "speaking/onnx_wire.h"
#include "speaking/testing/onnx_fixture.h"

namespace vivavoce::speaking::onnx_graph_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// x -> Mul(x, two) -> y -> Add(y, one) -> z, and a branch y -> Relu -> unused.
OnnxGraph SmallGraph() {
  OnnxGraph graph = EmptyGraph();
  graph.Add(Floats("two", {2}, {2, 2}));
  graph.Add(Floats("one", {}, {1}));
  graph.nodes = {Node("Mul", {"x", "two"}, {"y"}), Node("Relu", {"y"}, {"unused"}),
                 Node("Add", {"y", "one"}, {"z"})};
  graph.inputs = {{"x", OnnxType::kFloat, {2}}};
  graph.outputs = {{"z", OnnxType::kFloat, {2}}};
  return graph;
}

TEST(OnnxGraphTest, WhatIsWrittenIsReadBack) {
  const auto graph = ParseOnnx(SerializeOnnx(SmallGraph()));
  ASSERT_TRUE(graph) << graph.error().ToString();
  ASSERT_EQ(graph->nodes.size(), 3u);
  EXPECT_EQ(graph->nodes[0].op, "Mul");
  EXPECT_THAT(graph->nodes[0].inputs, ElementsAre("x", "two"));
  ASSERT_NE(graph->Constant("two"), nullptr);
  EXPECT_THAT(*TensorValues(*graph->Constant("two")), ElementsAre(2, 2));
  EXPECT_EQ(graph->inputs.front().name, "x");
}

TEST(OnnxGraphTest, TheWrittenModelRuns) {
  EXPECT_THAT(RunGraph(SmallGraph(), {1, 5}), ElementsAre(3, 11));
}

TEST(OnnxGraphTest, ACutKeepsOnlyWhatItsOutputsNeed) {
  const auto part =
      CutOnnx(SmallGraph(), {{"x", OnnxType::kFloat, {2}}}, {{"y", OnnxType::kFloat, {2}}});
  ASSERT_TRUE(part) << part.error().ToString();
  EXPECT_EQ(part->nodes.size(), 1u);
  EXPECT_EQ(part->Constant("one"), nullptr);
  EXPECT_NE(part->Constant("two"), nullptr);
}

TEST(OnnxGraphTest, ACutAtAnInnerTensorMakesItAnInput) {
  const auto part =
      CutOnnx(SmallGraph(), {{"y", OnnxType::kFloat, {2}}}, {{"z", OnnxType::kFloat, {2}}});
  ASSERT_TRUE(part) << part.error().ToString();
  EXPECT_THAT(RunGraph(*part, {1, 5}), ElementsAre(2, 6));
}

TEST(OnnxGraphTest, ACutAtATensorThatIsNotThereNamesIt) {
  for (const auto& [input, output] : {std::pair{"x", "nothing"}, std::pair{"nothing", "z"}}) {
    const auto part =
        CutOnnx(SmallGraph(), {{input, OnnxType::kFloat, {2}}}, {{output, OnnxType::kFloat, {2}}});
    ASSERT_FALSE(part);
    EXPECT_EQ(part.error().code, ErrorCode::kCorrupt);
  }
}

TEST(OnnxGraphTest, AMissingFileIsNotFound) {
  EXPECT_EQ(ReadOnnx("no/such/file.onnx").error().code, ErrorCode::kNotFound);
}

TEST(OnnxGraphTest, EveryTruncationIsAnErrorOrASmallerGraphButNeverACrash) {
  const std::string whole = SerializeOnnx(SmallGraph());
  for (size_t size = 0; size < whole.size(); ++size) {
    const auto graph = ParseOnnx(whole.substr(0, size));
    if (!graph) {
      EXPECT_EQ(graph.error().code, ErrorCode::kCorrupt) << size;
    }
  }
  EXPECT_FALSE(ParseOnnx(""));
  EXPECT_FALSE(ParseOnnx(whole.substr(0, whole.size() / 2)));
}

TEST(OnnxGraphTest, RandomDamageNeverCrashes) {
  const std::string whole = SerializeOnnx(SmallGraph());
  std::mt19937 random(20261122);
  int refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string damaged = whole;
    for (int edits = 1 + static_cast<int>(random() % 4); edits > 0; --edits) {
      damaged[random() % damaged.size()] = static_cast<char>(random());
    }
    const auto graph = ParseOnnx(damaged);
    if (!graph) {
      ++refused;
      EXPECT_EQ(graph.error().code, ErrorCode::kCorrupt);
      continue;
    }
    for (const auto& [name, constant] : graph->constants) (void)TensorValues(constant);
    (void)CutOnnx(*graph, {{"x", OnnxType::kFloat, {2}}}, {{"z", OnnxType::kFloat, {2}}});
  }
  EXPECT_GT(refused, 1000);
}

TEST(OnnxTensorTest, TypedValuesAreReadLikeRawOnes) {
  std::string packed;
  for (const int64_t value : {3, -4}) PutVarint(packed, static_cast<uint64_t>(value));
  std::string proto;
  PutInteger(proto, 1, 2);
  PutInteger(proto, 2, static_cast<uint64_t>(OnnxType::kInt8));
  PutBytes(proto, 5, packed);
  PutBytes(proto, 8, "typed");
  const auto tensor = ParseOnnxTensor(proto, nullptr);
  ASSERT_TRUE(tensor);
  EXPECT_THAT(*TensorValues(*tensor), ElementsAre(3, -4));
}

TEST(OnnxTensorTest, AWrongNumberOfValuesIsCorrupt) {
  std::string proto;
  PutInteger(proto, 1, 3);
  PutInteger(proto, 2, static_cast<uint64_t>(OnnxType::kInt8));
  PutBytes(proto, 8, "short");
  PutBytes(proto, 9, "ab");
  const auto values = TensorValues(*ParseOnnxTensor(proto, nullptr));
  ASSERT_FALSE(values);
  EXPECT_THAT(values.error().message, HasSubstr("short"));
}

TEST(OnnxTensorTest, ImpossibleDimensionsAreCorrupt) {
  for (const int64_t dim : {int64_t{-1}, int64_t{1} << 62}) {
    std::string proto;
    PutInteger(proto, 1, static_cast<uint64_t>(dim));
    PutInteger(proto, 1, 8);
    PutBytes(proto, 8, "huge");
    EXPECT_EQ(ParseOnnxTensor(proto, nullptr).error().code, ErrorCode::kCorrupt);
  }
}

}  // namespace
}  // namespace vivavoce::speaking::onnx_graph_test
