// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/data/binding_editor.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"
#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

using Kind = Conversion::Kind;

const QStringList kKinds = {"cast", "scale", "one-hot", "reshape"};  // in the order of Kind
constexpr double kByteScale = 1.0 / 255;

/// What a new chip of a kind begins with.
Conversion beginning(Kind kind, const Binding& binding) {
    const bool shaped = binding.wantedShape.hasRank() && binding.wantedShape.rank() > 0;
    switch (kind) {
        case Kind::Cast:
            return Conversion::cast(binding.wanted == DType::Invalid ? DType::Float
                                                                     : binding.wanted);
        case Kind::Scale:
            return Conversion::scale(kByteScale);
        case Kind::OneHot:
            return Conversion::oneHot(10);
        case Kind::Reshape:
            return Conversion::reshape(shaped ? binding.wantedShape.slice(1) : PartialShape{-1});
    }
    return {};
}

}  // namespace

QString chipText(const Conversion& conversion) {
    switch (conversion.kind) {
        case Kind::Cast:
            return toQt(concat(conversion.type));
        case Kind::Scale:
            return conversion.factor == kByteScale ? QStringLiteral("1/255")
                                                   : QString::number(conversion.factor, 'g', 8);
        case Kind::OneHot:
            return QString::number(conversion.classes);
        case Kind::Reshape:
            return toQt(conversion.rowShape.toString());
    }
    return {};
}

Result<Conversion> chipFromText(Kind kind, const QString& text) {
    const QString word = text.trimmed();
    const auto wrong = [&](const char* wanted) {
        return invalidArgument(concat("got '", word.toStdString(), "', want ", wanted));
    };
    bool ok = false;
    switch (kind) {
        case Kind::Cast: {
            for (const DType type :
                 {DType::Float, DType::Double, DType::Half, DType::Int32, DType::Int64,
                  DType::Int16, DType::Int8, DType::UInt8, DType::Bool}) {
                if (word == toQt(concat(type))) { return Conversion::cast(type); }
            }
            return wrong("a dtype, as float32 or int64");
        }
        case Kind::Scale: {
            const QStringList parts = word.split('/');
            double factor = parts[0].toDouble(&ok);
            if (ok && parts.size() == 2) { factor /= parts[1].toDouble(&ok); }
            if (!ok || parts.size() > 2 || !std::isfinite(factor)) {
                return wrong("a number, as 0.5 or 1/255");
            }
            return Conversion::scale(factor);
        }
        case Kind::OneHot: {
            const qint64 classes = word.toLongLong(&ok);
            if (!ok || classes < 1) { return wrong("how many classes, at least 1"); }
            return Conversion::oneHot(classes);
        }
        case Kind::Reshape: {
            if (!word.startsWith('[') || !word.endsWith(']')) { break; }
            Dims dims;
            const QString inner = word.mid(1, word.size() - 2);
            for (const QString& part : inner.split(',', Qt::SkipEmptyParts)) {
                const bool open = part.trimmed() == QLatin1String("?");
                const qint64 size = open ? kUnknownDim : part.toLongLong(&ok);
                if (!open && (!ok || size < 0)) { return wrong("sizes, as [28,28,1] or [?]"); }
                dims.push_back(size);
            }
            return Conversion::reshape(PartialShape::ofDims(dims));
        }
    }
    return wrong("sizes, as [28,28,1] or [?]");
}

BindingEditor::BindingEditor(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("bindingEditor"));
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    setVisible(false);
}

void BindingEditor::setItem(Drawing* drawing, quint64 item) {
    m_drawing = drawing;
    m_item = item;
    m_bindings =
        drawing == nullptr ? std::vector<Binding>() : bindingsOf(drawing->document(), ItemId{item});
    // A row may be what is being clicked or typed into: it goes when that is over.
    for (QWidget* old : findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        old->setObjectName({});
        old->hide();
        old->deleteLater();
    }
    while (QLayoutItem* entry = m_column->takeAt(0)) { delete entry; }
    for (const Binding& binding : m_bindings) { addBinding(binding); }
    // Rows that are new in a page that is shown would be shown only later.
    for (int i = 0; i < m_column->count(); ++i) { m_column->itemAt(i)->widget()->show(); }
    setVisible(!m_bindings.empty());
}

void BindingEditor::addBinding(const Binding& binding) {
    const Document& document = m_drawing->document();
    auto* title =
        new QLabel(QStringLiteral("%1 \u2192 %2")
                       .arg(toQt(binding.column.name), toQt(document.pathOf(binding.placeholder))),
                   this);
    title->setFont(fontOf(TextRole::MonoStrong));
    m_column->addWidget(title);
    for (std::size_t i = 0; i < binding.conversions.size(); ++i) { addChip(binding, i); }
    const BindingCheck check = checkBinding(binding);
    auto* result = new QLabel(this);
    result->setObjectName(QStringLiteral("bindingResult"));
    result->setWordWrap(true);
    result->setFont(fontOf(TextRole::MonoSmall));
    result->setText(check.fits ? QStringLiteral("\u2713 ") + check.result : check.words);
    if (!check.fits) {
        QPalette colours = result->palette();
        colours.setColor(QPalette::WindowText, appTheme().error);
        result->setPalette(colours);
    }
    m_column->addWidget(result);
    auto* line = new QWidget(this);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 8);
    row->setSpacing(4);
    auto* add = new QComboBox(line);
    add->setObjectName(QStringLiteral("bindingAdd"));
    add->addItem(tr("Add a step \u2026"));
    add->addItems(kKinds);
    row->addWidget(add, 1);
    connect(add, &QComboBox::activated, this, [this, binding](int at) {
        if (at < 1) { return; }
        std::vector<Conversion> steps = binding.conversions;
        steps.push_back(beginning(static_cast<Kind>(at - 1), binding));
        change(binding.wire, tr("Add %1").arg(kKinds[at - 1]), std::move(steps));
    });
    if (const std::optional<Conversion> help = helpfulConversion(binding)) {
        auto* mend = new QPushButton(toQt(help->toString()), line);
        mend->setObjectName(QStringLiteral("bindingMend"));
        mend->setToolTip(reasonFor(*help));
        row->addWidget(mend);
        connect(mend, &QPushButton::clicked, this, [this, binding, help = *help] {
            std::vector<Conversion> steps = binding.conversions;
            steps.push_back(help);
            change(binding.wire, tr("Add %1").arg(toQt(help.toString())), std::move(steps));
        });
    }
    m_column->addWidget(line);
}

void BindingEditor::addChip(const Binding& binding, std::size_t index) {
    const Conversion& step = binding.conversions[index];
    auto* line = new QWidget(this);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    auto* kind = new QComboBox(line);
    kind->setObjectName(QStringLiteral("chipKind"));
    kind->addItems(kKinds);
    kind->setCurrentIndex(static_cast<int>(step.kind));
    kind->setFixedWidth(92);
    auto* value = new QLineEdit(chipText(step), line);
    value->setObjectName(QStringLiteral("chipValue"));
    value->setFont(fontOf(TextRole::Mono));
    value->setToolTip(reasonFor(step));
    auto* remove = new QToolButton(line);
    remove->setObjectName(QStringLiteral("chipRemove"));
    remove->setIcon(lineIcon(QStringLiteral("close")));
    remove->setToolTip(tr("Take this step away"));
    remove->setAutoRaise(true);
    row->addWidget(kind);
    row->addWidget(value, 1);
    row->addWidget(remove);
    m_column->addWidget(line);
    connect(kind, &QComboBox::activated, this, [this, binding, index](int at) {
        std::vector<Conversion> steps = binding.conversions;
        steps[index] = beginning(static_cast<Kind>(at), binding);
        change(binding.wire, tr("Change to %1").arg(kKinds[at]), std::move(steps));
    });
    connect(value, &QLineEdit::editingFinished, this, [this, binding, index, value] {
        if (!value->isModified()) { return; }
        value->setModified(false);
        const Result<Conversion> typed =
            chipFromText(binding.conversions[index].kind, value->text());
        if (!typed.ok()) {
            value->setToolTip(toQt(messageOf(typed.status())));
            if (auto* told = findChild<QLabel*>(QStringLiteral("bindingResult"))) {
                told->setText(toQt(messageOf(typed.status())));
            }
            return;
        }
        std::vector<Conversion> steps = binding.conversions;
        steps[index] = *typed;
        change(binding.wire, tr("Change %1").arg(kKinds[static_cast<int>(typed->kind)]),
               std::move(steps));
    });
    connect(remove, &QToolButton::clicked, this, [this, binding, index] {
        std::vector<Conversion> steps = binding.conversions;
        steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(index));
        change(binding.wire, tr("Remove a step"), std::move(steps));
    });
}

void BindingEditor::change(ItemId wire, const QString& label, std::vector<Conversion> conversions) {
    if (m_drawing == nullptr) { return; }
    (void)m_drawing->edit(
        label, 0, [&](Edit& edit) { return setConversions(edit, wire, std::move(conversions)); });
    setItem(m_drawing, m_item);
}

}  // namespace weft::ui
