// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/functions/function_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/base/theme.h"
#include "ui/inspectors/tinted.h"

namespace weft::ui {
namespace {

constexpr int kLabelWidth = 104;  // as on the item's page
/// Names of imported functions may be of any length.
constexpr int kMostWide = size::kInspector - 40;
/// No function's id: a new one is to be made.
constexpr quint64 kNew = ~quint64{0};

}  // namespace

FunctionPage::FunctionPage(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("functionPage"));
    setAccessibleName(tr("Function"));
    m_title = new QLabel(this);
    m_title->setFont(fontOf(TextRole::Title));
    m_words = new QLabel(tr("gradient"), this);
    m_words->setFixedWidth(kLabelWidth);
    m_choice = new QComboBox(this);
    m_choice->setAccessibleName(tr("Gradient of the function"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_words->setBuddy(m_choice);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_words);
    row->addWidget(m_choice, 1);
    m_links = new QVBoxLayout;
    m_links->setSpacing(2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 12, 12);
    column->setSpacing(4);
    column->addWidget(m_title);
    column->addLayout(row);
    column->addLayout(m_links);
    connect(m_choice, &QComboBox::activated, this, &FunctionPage::choose);
    setFunction(std::nullopt);
}

void FunctionPage::setFunction(const std::optional<FunctionFact>& fact) {
    setVisible(fact.has_value());
    if (!fact || m_fact == fact) { return; }
    m_fact = fact;
    const QString title = tr("Function %1").arg(fact->name);
    m_title->setText(m_title->fontMetrics().elidedText(title, Qt::ElideMiddle, kMostWide));
    m_title->setToolTip(title);
    fillChoice();
    fillLinks();
}

void FunctionPage::fillChoice() {
    const QSignalBlocker quiet(m_choice);
    m_choice->clear();
    const FunctionFact& fact = *m_fact;
    m_choice->addItem(
        fact.imported.isEmpty() ? tr("derived") : tr("%1 (imported)").arg(fact.imported),
        quint64{0});
    if (fact.gradient.first != 0) { m_choice->addItem(fact.gradient.second, fact.gradient.first); }
    m_choice->setCurrentIndex(m_choice->count() - 1);
    for (const auto& [id, name] : fact.fitting) { m_choice->addItem(name, id); }
    if (fact.gradient.first == 0) { m_choice->addItem(tr("new custom gradient"), kNew); }
    m_choice->setEnabled(fact.refused.isEmpty() || fact.gradient.first != 0);
    m_choice->setToolTip(
        fact.refused.isEmpty()
            ? tr("What goes back through calls of this function when they are differentiated")
            : fact.refused);
}

void FunctionPage::fillLinks() {
    while (QLayoutItem* old = m_links->takeAt(0)) {
        // A button may be in the middle of telling its click.
        old->widget()->hide();
        old->widget()->deleteLater();
        delete old;
    }
    const auto add = [this](const QString& words, quint64 id) {
        auto* link = new Tinted<QToolButton>(QPalette::ButtonText, &Theme::accent, this);
        link->setObjectName(QStringLiteral("open %1").arg(id));
        link->setAccessibleName(words);
        link->setToolTip(words);
        link->setText(link->fontMetrics().elidedText(words, Qt::ElideMiddle, kMostWide));
        link->setAutoRaise(true);
        link->setCursor(Qt::PointingHandCursor);
        connect(link, &QToolButton::clicked, this, [this, id] { emit goTo(id); });
        m_links->addWidget(link, 0, Qt::AlignLeft);
    };
    if (m_fact->gradient.first != 0) {
        add(tr("Open %1").arg(m_fact->gradient.second), m_fact->gradient.first);
    }
    for (const auto& [id, name] : m_fact->gradientOf) { add(tr("Gradient of %1").arg(name), id); }
}

void FunctionPage::choose(int row) {
    const quint64 wanted = m_choice->itemData(row).toULongLong();
    const quint64 now = m_fact->gradient.first;
    // What is asked for is shown when it is so.
    m_choice->setCurrentIndex(now == 0 ? 0 : 1);
    if (wanted == kNew) {
        emit newWanted(m_fact->id);
    } else if (wanted != now) {
        emit chosen(m_fact->id, wanted);
    }
}

QStringList FunctionPage::lines() const {
    if (!isVisibleTo(parentWidget())) { return {}; }
    QStringList all{m_title->toolTip(), m_words->text() + '\t' + m_choice->currentText()};
    for (int i = 0; i < m_links->count(); ++i) {
        all.append(m_links->itemAt(i)->widget()->toolTip());
    }
    return all;
}

}  // namespace weft::ui
