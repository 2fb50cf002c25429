"""The tables: shape, keys and constraints, nothing else; importing this package loads them all."""

from app.models.agent_tokens import AgentToken
from app.models.authority import Approval, AuthorityLimit
from app.models.automation import Macro, MacroVariant, Rule, RuleRun
from app.models.conversations import Conversation, ConversationTag, Message, RawMessage, Translation
from app.models.drafts import RemedyDraft
from app.models.engines import EngineUse, StoredTranslation, TranslationEngine
from app.models.events import EventRow, Reaction, WebhookReceipt
from app.models.ledger import Audit, Drift, LedgerEntry
from app.models.money import RefundIntent, RefundPreview, ReturnIntent
from app.models.orders import (
    FulfillmentEventRow,
    FulfillmentRow,
    LineItemRow,
    Order,
    RefundRow,
    ReturnRow,
    TransactionRow,
)
from app.models.people import Agent, Customer
from app.models.policies import ReturnPolicy
from app.models.remedies import Remedy, RemedyPreview
from app.models.searching import SearchText
from app.models.shops import Backfill, DataRequest, Lease, Shop
from app.models.translating import (
    GlossaryTerm,
    GuardVerdict,
    LanguageTone,
    MemorySegment,
    TermSuggestion,
    TranslationReview,
)

__all__ = [
    "Agent",
    "AgentToken",
    "Approval",
    "Audit",
    "AuthorityLimit",
    "Backfill",
    "Conversation",
    "ConversationTag",
    "Customer",
    "DataRequest",
    "Drift",
    "EngineUse",
    "EventRow",
    "FulfillmentEventRow",
    "FulfillmentRow",
    "GlossaryTerm",
    "GuardVerdict",
    "LanguageTone",
    "Lease",
    "LedgerEntry",
    "LineItemRow",
    "Macro",
    "MacroVariant",
    "MemorySegment",
    "Message",
    "Order",
    "RawMessage",
    "Reaction",
    "RefundIntent",
    "RefundPreview",
    "RefundRow",
    "Remedy",
    "RemedyDraft",
    "RemedyPreview",
    "ReturnIntent",
    "ReturnPolicy",
    "ReturnRow",
    "Rule",
    "RuleRun",
    "SearchText",
    "Shop",
    "StoredTranslation",
    "TermSuggestion",
    "TransactionRow",
    "Translation",
    "TranslationEngine",
    "TranslationReview",
    "WebhookReceipt",
]
