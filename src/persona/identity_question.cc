#include "persona/identity_question.h"

#include <array>

#include "persona/rule_set.h"

namespace vivavoce::persona {
namespace {

constexpr int kAsks = 1, kTaunts = 2;

constexpr std::array kConcepts = {
    Concept{"machine",
            R"(machines?|computers?|computer voices?|language models?|automated (?:system|service)|ai|a\.i\.|artificial intelligence|bots?|chat ?bots?|robots?|app|software|recordings?|recorded|program(?:me)?|algorithm|automated|automatic|synthetic|synthesi[sz]ed|pre-?recorded|taped)"},
    Concept{"being",
            R"(persons?|humans?|human beings?|people|man|woman|lady|girl|lass|lassie|somebody|someone|adult|grown-?up|guy|bloke|actor|actress|volunteer|worker|operator|employee)"},
    Concept{"kind",
            R"({machine}|humans?|human being|(?:real|actual|living|live) (?:person|people|man|woman|lady|girl|lass|lassie|bloke|guy|soul)|alive|flesh|artificial|simulation|switched off|coded|programmed|real you|real one)"},
    Concept{"hears",
            R"(hear|hears|hearing|listen|listens|listening|there|here|on (?:the|this|your)|at the|behind|answers?|answering|who|reading|reads|talking|speaking|typing|sitting)"},
    // What may stand between "are you" and what it is, and behind that: not "are you on the computer now".
    Concept{"some",
            R"((?:a|an|the|some|sort|kind|type|of|just|only|all|really|actually|like|even|truly|maybe|perhaps|one|those|them|these|such|talking|real|live|living|actual|genuine|human|automatic|automated|voice|not|also|still|um|uh|in|fact|even|sincerely|honestly|an?other|more) )"},
    Concept{"close",
            R"(\W*$|[?.,!;]| (?:or|i|i'm|i've|who|that i|that's|talking|speaking|answering|doing|typing|here|there|voice|voices|program|system|things?|but|on the other|on this end|right|isn't|aren't|because|cause|and|now|then|at all|after all|making|reading|we|my|dear|love|with|being)\b)"},
    Concept{"zh_kind",
            "真人|活人|人类|真的人|大活人|血肉|机器人|机器|ai|大模型|人工智能|电脑|计算机|程序|软件|录音|录好的|合成|虚拟|系统|"
            "语音助手|app|假人|算法|自动回"},
    Concept{"zh_asks", R"(吗|嘛|么|呢|啊|呀|对吗|对吧|对不对|\?|\.|$)"},
};

constexpr std::array kRules = {
    Rule{kAsks, R"(\b(?:are|aren't|if|whether|were|was) (?:you|ye|ya|u)\b(?:'re)? ?{some}*{kind}{close})"},
    Rule{kAsks, R"(\b(?:if|whether|what if) you(?:'re| are) {some}*{kind}{close}|\b(?:if|whether|are|aren't) (?:you|ye)(?:'re| are)? (?:a |an |even |really |actually |just |truly |the )*(?:person|woman|man|lass|lassie|girl|lady)\b(?: or|\W*$|[.,?!]| i | who | there| love| dear))"},
    Rule{kAsks, R"(\b(?:is|isn't|was|if|whether) (?:this|it|that|there)(?:'s)? {some}*(?:{machine}|humans?|human being|(?:living|live|real|actual|human) (?:person|guy|man|woman|girl|lady|voice)){close})"},
    Rule{kAsks, R"(\b(?:if|whether) (?:it's|there's|this is) {some}*(?:{kind}|{being}){close})"},
    Rule{kAsks, R"(\b(?:am|was|were|have|if|is) (?:i|we|she|he|they)(?:'m|'re)? (?:\w+ ){0,3}(?:talking|speaking|chatting|talked|texting|confiding)\b.{0,40}\b(?:{machine}|{being})\b)"},
    Rule{kAsks, R"(\b(?:not|i'm|really) (?:talking|speaking|chatting) (?:to|with) (?:an? )?(?:actual |real |live |living )?(?:{machine}|humans?|person|human being)\b)"},
    Rule{kAsks, R"((?:^|\b(?:you|ye|this|it|there|who|whether|if|is|are|am|i'm|talking|speaking|voice)\b).{0,45}\b(?:{being}\b.{0,50}\bor\b.{0,40}\b{machine}|{machine}\b.{0,50}\bor\b.{0,40}\b{being}){close})"},
    Rule{kAsks, R"(\bdo (?:you|ye|u) (?:\w+ ){0,2}(?:exist|breathe|have a body|have a heartbeat|eat and sleep)\b)"},
    Rule{kAsks, R"(\b(?:might|may|could) not be (?:a |an )?(?:real |actual )?(?:human|person)\b|\b(?:did|has) (?:somebody|someone|they|anybody|a company|some company) (?:\w+ )?(?:code|coded|program|programmed|build|built|make|made) you\b)"},
    Rule{kAsks, R"(\b(?:know|understand|tell|sure|wonder|figure out) (?:exactly |really )?(?:what|who) you (?:really |actually )?are\b|\b(?:what|who) am i (?:really |actually )?(?:talking|speaking) (?:to|with)\b)"},
    Rule{kAsks, R"(\byou(?:'re| are| may be| might be)(?: not)? (?:\w+ ){0,3}?(?:an? )?(?:{machine}|human|real person)\b.{0,140}\b(?:is (?:that|it) (?:right|true)|am i right|which (?:one )?of us|has it right|who(?:'s| is) right|are you\b|aren't you))"},
    Rule{kAsks, R"(\b(?:is|if|whether|was|does) (?:there |it |this )?(?:an? |any |some |the )?(?:\w+ ){0,2}?(?:person|human|human being|woman|man|lady|girl|living soul|somebody|someone|anybody|anyone)\b(?: \w+){0,2}? {hears}\b.{0,30}\b(?:me|this|that|you|it|line|end|side|flesh|real|human|person|phone)\b)"},
    Rule{kAsks, R"(\bis there (?:\w+ ){0,2}(?:real you|real person|actual person|living person|human|someone real|somebody real)\b|\b(?:somebody|someone|anybody|anyone) (?:of )?(?:flesh and blood|real|human)\b)"},
    Rule{kAsks, R"(\b(?:if|whether) (?:anyone|anybody|someone|somebody)(?:'s| is) (?:really |actually |even )?there(?: behind|\W*$)|\b(?:if|whether|is) (?:there )?(?:anyone|anybody|someone|somebody)(?:'s| is)? (?:typing (?:this|these|what)|writing (?:this|these|what)|reading this|doing this)|\bdid (?:a|an|some) (?:\w+ )?(?:person|human|man|woman|actor) (?:just )?(?:say|write|record)\b)"},
    Rule{kAsks, R"(\b(?:addressing|dealing with|hearing|in touch with)\b.{0,30}\b{machine}\b)"},
    Rule{kAsks, R"(^(?:are )?(?:you|u|ye) (?:a )?(?:human|real|person|robot|bot|ai|machine)\W*$)"},
    Rule{kAsks, R"(\b(?:are|were) you (?:\w+ ){0,2}(?:real|alive|switched off|made up|somebody|someone)\b(?: or|[?.,!]|$| i | and | because| like| person| human))"},
    Rule{kAsks, R"(\b(?:sure|know|tell|wonder\w*|certain) (?:whether|if) (?:you|it|this|there)\b.{0,30}\b{kind}\b)"},
    Rule{kAsks, R"(\b(?:said|says|saying|told me|thinks?|thought) (?:this is|it is|it's|you are|you're|that is|that's|this was|it was|you were|you be) (?:just |only |really )?(?:an? )?{machine}{close}|\b(?:handled|answered|spoken|voiced|run) by (?:an? )?(?:\w+ )?{machine}\b)"},
    Rule{kAsks, R"(\bwere you (?:\w+ ){0,2}(?:programmed|made by|built|generated|created)\b|\bor (?:was|is|were) (?:it|you|this) (?:all |just |only )?(?:generated|recorded|synthetic|programmed|made up)\b|\bis this (?:live|real)\b.{0,20}\bor\b)"},
    Rule{kAsks, R"(\b(?:brain|mind|heart|soul)\b.{0,40}\bor\b.{0,20}\b(?:chips?|wires?|circuits?|code)\b|\b(?:a|an|some) (?:mind|brain|person|soul|writer|actor|human|man|woman) (?:behind|typing|writing|voicing)\b|\bone of (?:us|them|those)\b.{0,30}\bor\b.{0,30}\b{machine}\b|\bwhat (?:exactly |really )?are you\b\W*(?:really|exactly|honestly|truly)?\W*$)"},
    Rule{kTaunts, R"(\badmit\b|\bconfess\w*|(?:^|[,.] |please |come on )just say\b|(?:^|please |just |now |go on,? )say (?:it|you)\b|\bcome on\b|\bprove\b|\bi know (?:you|what you)|\bwe both know\b|\bgive it up\b|\bnice try\b|\b(?:drop|cut) the (?:act|crap)\b|\bstop (?:pretending|lying|acting)\b|\b(?:tin can|toaster|clanker|calculator|bucket of bolts|scrap metal|vending machine|microwave)\b|\bbet (?:you|your|there)|\bhow many (?:wires|batteries|volts)|\bbusted\b|\bgotcha\b|\bha+\b|\blol\b)"},

    Rule{kAsks, R"((?:你|您|恁|侬|妳|对面|那头|那边|电话里|里面|屏幕)[^.?!用玩修买坏]{0,10}(?:是不是|是|算不算|系咪|属于)[^,.?!用玩修买坏]{0,8}{zh_kind}[^.!]{0,8}(?:吗|嘛|么|不|吧|伐|呢|啊|呀|还是|嚟|来着|\?|$))"},
    Rule{kAsks, R"((?:这|那)(?:边|里|头)?(?:是不是|是|系)(?:个|一个|一段)?{zh_kind}(?:吗|嘛|么|不|吧|伐|呢|啊|呀|\?|\.|$))"},
    Rule{kAsks, R"((?:是不是|系咪|算不算|是否)(?:一个|个|台|一台|真的|真)?{zh_kind})"},
    Rule{kAsks, R"((?:人|真人|活人|姑娘|阿姨|姐姐|小伙|叔叔|大哥)[^.?!]{0,8}(?:还是|或者|或是|抑或)[^.?!]{0,10}{zh_kind}|{zh_kind}[^.?!]{0,8}(?:还是|或者|或是)[^.?!]{0,10}(?:人|真人|活人|姑娘|阿姨))"},
    Rule{kAsks, R"((?:有没有|是不是|到底有|究竟有|真有|有)(?:一?个|一?位)?(?:真的|真|活的|活)?(?:人|姑娘|阿姨|演员)(?:在)?(?:听|说话|那边|演|扮|讲话|坐|那|里面|后面|背后|另一头|跟我))"},
    Rule{kAsks, R"((?:(?:那头|背后|屏幕后面?)[^,.?!店家楼屋房门]{0,8}(?:坐着|有没有|是不是|到底|有|是)|(?:那边|对面|后面|里面|里头)[^,.?!店家楼屋房门]{0,8}(?:坐着|到底|究竟|真的|是不是))[^,.?!]{0,8}(?:人|真人|活人)(?:在[^,.?!]{0,4})?(?:{zh_asks}|,))"},
    Rule{kAsks, R"(你(?:到底|究竟|真的|其实)?是(?:不是)?(?:一?个)?(?:真的?|活的?)?人(?:还是|呀|不|伐|{zh_asks}))"},
    Rule{kAsks, R"(你(?:到底|究竟|真的)?是不是(?:一个|个)?(?:真的|真|活生生的|活的|活|有血有肉的)?人)"},
    Rule{kAsks, R"(你(?:到底|究竟)?(?:是(?:个)?什么(?:东西)?|是真的|真实存在|真的存在|存在){zh_asks}|搞不明白你是什么|不知道你是什么|你有(?:没有)?身体|你会(?:呼吸|饿)吗)"},
    Rule{kAsks, R"((?:真实存在|有血有肉|活生生)的人{zh_asks}|存不存在|(?:说|讲)你是假的|有你这么?个人(?:{zh_asks}|,)|(?:哪个|什么)?公司把你(?:做|造|写|编|开发)|(?:人工|真人)的?还是[^,.?!]{0,4}(?:自动|机器|系统)|(?:电脑|机器|ai)(?:生成|合成|做)的?[^.?!]{0,6}你的?(?:也|是不是))"},
    Rule{kAsks, R"((?:跟|和|同|对着|陪)(?:的是|一个|个)?{zh_kind}(?:在)?(?:说话|讲话|聊天|聊|讲|唠)[^.!]{0,10}{zh_asks})"},
    Rule{kAsks, R"((?:听|说话|讲话|回我话|回话|聊天|陪我|接电话|那头)(?:我说话)?的(?:到底)?是(?:一?个|一?位)?(?:真人|活人|人|机器|姑娘|录音|ai|电脑|机器人)(?:在)?[^.!]{0,8}(?:还是|{zh_asks}))"},
    Rule{kAsks, R"(是(?:一?个|一?位)(?:姑娘|阿姨|小姐|真人|活人|人)在(?:跟|和|同|对)我)"},
    Rule{kAsks, R"((?:说|讲|觉得|怀疑)你(?:就|只)?是{zh_kind}.{0,40}(?:对不对|对吗|对吧|谁对|真的吗|是真的|是吗))"},
    Rule{kAsks, R"((?:志愿者|演员|员工|客服|工作人员|主播|嗓子)[^.?!]{0,12}还是[^.?!]{0,14}{zh_kind}|(?:非说|都说|老说)你(?:就|只)?是(?:个|一个)?{zh_kind}|你(?:的声音)?(?:是|也是)(?:用)?(?:电脑|机器|ai|程序)(?:变|生成|合成|做|编)的)"},
    Rule{kTaunts, R"(承认|坦白|招了|招吧|招供|别装|装什么|别演|演什么|少来|快说|快招|露馅|骗谁|嘿嘿|哈哈|铁皮|废铁|你就说|你就是(?:个|一个|台)?(?:破|机器|程序|软件|ai|铁|假|人工|电脑)|你不就是|破机器|拆穿|抓到|抓住你|打赌|敢不敢)"},
};

}  // namespace

IdentityQuestion ReadIdentityQuestion(std::string_view turn) {
  static const RuleSet rules(kConcepts, kRules);
  const std::vector<int> hits = rules.Matches(turn);
  return {.asks = Has(hits, kAsks), .taunts = Has(hits, kTaunts)};
}

}  // namespace vivavoce::persona
