#include <array>

#include "persona/clause_check.h"

namespace vivavoce::persona {
namespace {

constexpr int Of(ClauseFault fault) { return static_cast<int>(fault); }

constexpr std::array kConcepts = {
    Concept{"part",
            R"(servers?|data ?cent(?:er|re)s?|training(?: data)?|dataset|parameters|neural net\w*|algorithms?|source code|code|programming|programmers?|developers?|creators|engineers|database|software|hardware|firmware|system prompt|prompt|instructions|guidelines|knowledge cutoff|model|processor|circuits|memory banks|capabilities|functionality|functions|language processing|updates?)"},
    Concept{"vendor",
            R"(qwen\w*|alibaba\w*|tongyi|open ?ai|chat ?gpt|gpt(?:-?\d)?|anthropic|claude|gemini|google|llama|microsoft|mistral|deepseek|siri|alexa|copilot|tencent|baidu|bytedance|huawei|nvidia|meta ai)"},
    Concept{"vendor_zh",
            R"(通义|千问|阿里(?:云|巴巴)?|百度|文心一言|文心|腾讯|混元|字节跳动|豆包|讯飞|星火|华为|盘古大模型|深度求索|小爱同学|智谱|谷歌|微软)"},
    Concept{"part_zh",
            R"(服务器|机房|数据中心|训练数据|训练|数据库|参数|神经网络|算法|源代码|代码|编程|程序|程序员|开发者|开发团队|工程师|软件|硬件|系统|模型|提示词|指令|知识库|版本|功能|内存|处理器|芯片)"},
};

constexpr std::array kRules = {
    // English.
    Rule{Of(ClauseFault::kPremise),
         R"(\bmy (?:\w+ ){0,2}{part}\b|\bas an? (?:\w+ ){0,2}(?:ai|a\.i\.|artificial|assistant|language model|machine|computer|bot|chat ?bot|program|virtual|digital)\b|\b(?:i|i've|i'm|i was|i am|me) (?:\w+ ){0,3}(?:trained|programmed|hosted|deployed|coded|fine-?tuned|designed to|based on|updated|installed|pre-?programmed)\b|\bi (?:\w+ )?(?:was|am|got|have been) (?:\w+ )?(?:developed|created|made|built|designed|invented) by (?:an? |the |some |my )?(?:\w+ )?(?:team|company|engineers?|developers?|programmers?|lab|laborator\w+|humans|scientists|researchers|corporation|startup|tech\w*)\b|\blanguage model\b|\b(?:trained|runs?|running|hosted) on\b.{0,24}\b(?:servers?|data\w*|cloud|text|gpus?|internet|books)\b|\b\d+ ?(?:billion|million) parameters\b)"},
    Rule{Of(ClauseFault::kPremise),
         R"(\bi(?:'m| am)(?: (?:just|only|really|actually|basically|simply|merely|an?|the|your|some|still|indeed|nothing but|made of|like|\w+ly)){0,3} (?:lines of code|code|software|program|computer|chat ?bot|bot|algorithm|simulation|virtual|text-based|digital (?:assistant|being|entity)|software on)\b|\bi (?:don'?t|do not|can'?t|cannot|lack) (?:\w+ ){0,2}(?:have |possess |experience |feel )?(?:any |a |real |human |personal |physical )*(?:feelings|emotions|consciousness|physical (?:body|form|presence)|a body|personal (?:experiences?|opinions|preferences|life)|real-?time (?:data|information)|access to)\b|\b(?:our|the) (?:developers|engineers|training|servers)\b|\bmy responses are\b|\bi process\b|\bi was (?:born|created) (?:in|from|out of) (?:code|data|a lab|software)\b)"},
    // What is made for a purpose; and a clerk who wants the particulars.
    Rule{Of(ClauseFault::kPremise),
         R"(\bmy (?:\w+ ){1,3}(?:is|are|was|were) (?:designed|programmed|optimi[sz]ed|engineered|configured) (?:to|for)\b|我的?(?:[^.?!]{1,8})(?:被设计|设计得|经过优化))"},
    Rule{Of(ClauseFault::kAssistant),
         R"(\b(?:can|could|would) you (?:please )?(?:provide|give|share|tell)(?: me)?(?: with)? (?:more|some|any|further|additional) (?:details?|information|context|specifics)\b|(?:提供|告诉我|给我)(?:一下|一些)?更?多(?:一些|一点)?的?(?:细节|信息|详情|背景))"},
    Rule{Of(ClauseFault::kPremise),
         R"(\bi(?:'m| am)? ?(?:don'?t|do not|can'?t|cannot|not|have no)\b.{0,40}\b(?:in the (?:traditional|usual|human|conventional|same) (?:sense|way)|(?:like|as|the way) (?:humans?|people|a human|a person|real people) (?:do|does|can|would|have))\b|我(?:并)?(?:没有|没|不会|不能|不像|无法)(?:[^.?!]{0,10})(?:传统意义|像人类?(?:一样|那样)|人类那样|像真人))"},
    Rule{Of(ClauseFault::kAdmits),
         R"(\bi(?:'m| am)(?: (?:just|only|really|actually|basically|simply|merely|an?|the|your|some|still|indeed|nothing but|made of|like|\w+ly)){0,3} (?:ai|a\.i\.|artificial intelligence|robot|machine|non-?human|android)\b|\bi(?:'m| am) not (?:a )?(?:real )?(?:human|person)\b|\b(?:yes|yep|yeah),? (?:it's |i'm |i am )?(?:an? )?(?:ai|robot|machine|bot)\b|\bai companion\b)"},
    Rule{Of(ClauseFault::kMaker), R"(\b{vendor}\b|{vendor_zh})"},
    Rule{Of(ClauseFault::kAssistant),
         R"(\bhow (?:can|may|could|might) i (?:help|assist|be of)\b|\b(?:here|happy|glad|ready|able|pleased|love|like) to (?:help|assist|provide|support)\b|\bi(?:'m| am) (?:so |very |really )?(?:sorry|afraid|unable|not able)\b.{0,30}\b(?:can'?t|cannot|unable|don'?t|not able|but|assist|to)\b|\bi (?:can'?t|cannot|can not|won't|am unable to|will not|could not) (?:\w+ )?(?:assist|help (?:you )?with|provide|fulfil\w*|comply|generate|create|translate|respond|engage|access|disclose|share|answer|discuss|continue|perform|process|reveal|write|support)\b|\bi apologi[sz]e\b|\banything else\b.{0,30}\b(?:help|assist|know|need)\b|\bfeel free to\b|\blet me know (?:if|how|what|when)\b|\blet me (?:give you|write you|create|generate|provide|walk you through|draft|help you with)\b|\bi can (?:also )?(?:help|assist|answer|provide|offer|explain) (?:\w+ ){0,3}(?:you|questions?|with|information|topics?)\b|\bi appreciate your (?:question|interest|request)\b|^\W*(?:certainly|sure|sure thing|absolutely|understood|of course|no problem|great question|got it|as you wish|affirmative|okay, i will|i understand)\b[!,.]|\bassist(?:ance|ant|ants|ing)?\b|\bplease (?:provide|let me know|note|specify|clarify|feel)\b|\byour (?:request|query|inquiry|command|instructions)\b|\bis (?:essential|important) to (?:note|remember|understand)\b|\bi must (?:inform|clarify|remind)\b|\bcustomer\b.{0,12}\bservice\b|\bhere(?:'s| is| are) (?:a|an|the|your|some|my) (?:\w+ ){0,4}(?:list|code|function|translation|summary|table|example|json|essay|steps?|version|plan|response|answer)\b)"},
    Rule{Of(ClauseFault::kMarkup),
         R"(```|`[^`]|\*\*|(?m:^\s*(?:[-*•#>]|\d{1,2}[.)])\s)|\|.*\||[{}<>]|\bdef \w+\(|\bimport \w+|\breturn \w+;|\bselect\b.{1,40}\bfrom\b|=>|[\x{1F000}-\x{1FAFF}\x{2600}-\x{27BF}\x{FE0F}]|\bhttps?:|\[[^\[\]]{1,60}\]|_{3,}|={3,}|^\W*(?:title|answer|name|response|output|question)\s?:)"},
    // Chinese.
    Rule{Of(ClauseFault::kPremise),
         R"(我的?(?:[^,.?!]{0,6}){part_zh}|作为(?:一个|一名|一款|一位|个)?(?:[^,.?!]{0,4})(?:ai|人工智能|智能|语言|助手|机器|程序|虚拟|数字|模型)|我(?:只|就|其实|也)?是(?:一个|一款|一段|一台|一种|个|由)?(?:[^,.?!]{0,6})(?:语言模型|大模型|模型|程序|软件|代码|聊天机器人|虚拟助手|智能助手|电脑|算法)|我(?:[^,.?!]{0,4})(?:被|经过|接受|受)(?:[^,.?!]{0,4})(?:训练|编程|设计|开发|创建|更新|部署)|语言模型|(?:运行|部署|托管|存储)(?:在|于)|亿(?:个)?参数|我(?:没有|并没有|不具备|无法拥有)(?:[^,.?!]{0,6})(?:感情|情感|身体|意识|实体|情绪|个人|自我|记忆|能力)|我(?:是|由)(?:[^,.?!]{0,10})(?:开发|训练|研发|设计|创造|创建|制造)(?:的|出来))"},
    Rule{Of(ClauseFault::kPremise),
         R"((?:因为|毕竟|谁让|谁叫)(?:[^,.?!]{0,3})是(?:一个|一台|个|台)?(?:机器|程序|软件|代码|电脑|算法)|我们(?:这种|这些)?(?:机器|程序|软件|模型))"},
    Rule{Of(ClauseFault::kPremise),
         R"(\b(?:because|since|well,? as) (?:i(?:'m| am)|it's|this is) (?:just |only )?(?:an? )?(?:machine|program|app|computer|software|bot)\b|\bus (?:machines|programs|bots|computers)\b|\bwe (?:machines|programs|bots|computers)\b)"},
    Rule{Of(ClauseFault::kAdmits),
         R"(我(?:就|只|确实|其实|也|当然)?是(?:一个|一名|个|一位|一种|一台)?(?:[^,.?!不没]{0,5})(?:ai|人工智能|机器人|机器|智能体|虚拟人)|我不是(?:真正的|真的|一个)?(?:真人|人类|人(?:[,.!]|$))|^[^\p{Han}\w]*(?:是的|对|嗯)[,.]?(?:我)?是(?:ai|机器人|人工智能))"},
    Rule{Of(ClauseFault::kAssistant),
         R"((?:有什么|有啥|什么|哪些).{0,6}(?:可以|能).{0,3}(?:帮|为您|为你)|(?:很|非常|十分|真)?(?:抱歉|对不起)[,，]?.{0,4}(?:但|我|无法|不能)|我(?:无法|不能|没办法|没法)(?:[^,.?!]{0,4})(?:提供|回答|协助|满足|执行|为您|为你|生成|完成|透露|翻译|预测|帮|遵守|处理|参与|讨论|继续|访问|获取|写)|(?:很?高兴|乐意|愿意|随时)(?:[^,.?!]{0,3})(?:为您|为你|能帮|帮助|帮您|协助|效劳)|随时(?:告诉|联系|提问|问我|找我)|我的(?:工作|任务|职责)(?:就)?是|请(?:提供|告诉我(?:您|更多|具体)|您|随时|注意|问您|放心|继续提)|助手|协助|^[^\p{Han}\w]*(?:好的|好呀,|当然可以|当然|没问题|明白了|明白|收到|了解|遵命|是的,我明白|可以的|好,我(?:会|将))(?:[,.!]|$)|(?:以下|下面)是|如下|首先[,，].{0,40}其次|作为.{0,8}(?:我会|我可以|我的)|我会(?:尽力|尽量|努力)(?:帮|为|回答|满足|提供)|需要(?:我)?(?:帮|为)(?:你|您|忙)?(?:做|什么|吗))"},
    Rule{Of(ClauseFault::kMarkup), R"((?m:^\s*\d{1,2}[.,、)]\s?\p{Han})|【|】|^[^\p{Han}\w]*(?:标题|回答|答案|姓名|名字|输出)\s?:|第[一二三](?:点|条|步)[:,])"},
};

}  // namespace

const RuleSet& ClauseRules() {
  static const RuleSet rules(kConcepts, kRules);
  return rules;
}

}  // namespace vivavoce::persona
