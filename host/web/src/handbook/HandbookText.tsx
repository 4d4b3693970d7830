import { Code, Table, Title, type TitleOrder } from '@mantine/core';
import { createElement, Fragment, useMemo, type ReactNode } from 'react';
import type { Inline } from './inline';
import { markdown, type Block } from './markdown';
import classes from './Handbook.module.css';

// The page's own heading is of the first order, that of the panel or dialog of the second.
const firstOrder = 3;

/** A vendor's Markdown as elements of ours: no HTML of theirs, no pictures, links to https alone. */
export function HandbookText({ text }: { text: string }) {
  const blocks = useMemo(() => markdown(text), [text]);
  return <div className={classes.text}>{blocks.map(shown)}</div>;
}

function shown(block: Block, key: number): ReactNode {
  switch (block.kind) {
    case 'heading':
      return (
        <Title key={key} order={Math.min(firstOrder - 1 + block.depth, 6) as TitleOrder} size="h4">
          {words(block.children)}
        </Title>
      );
    case 'paragraph':
      return <p key={key}>{words(block.children)}</p>;
    case 'code':
      return (
        <pre key={key} className={classes.code} tabIndex={0}>
          {block.text}
        </pre>
      );
    case 'quote':
      return <blockquote key={key}>{block.blocks.map(shown)}</blockquote>;
    case 'list': {
      const items = block.items.map((item, at) => <li key={at}>{item.map(shown)}</li>);
      return block.ordered ? (
        <ol key={key} start={block.start}>
          {items}
        </ol>
      ) : (
        <ul key={key}>{items}</ul>
      );
    }
    case 'table':
      return <HandbookTable key={key} table={block} />;
    case 'rule':
      return <hr key={key} />;
  }
}

function HandbookTable({ table }: { table: Extract<Block, { kind: 'table' }> }) {
  return (
    <Table.ScrollContainer minWidth={320}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {table.head.map((cell, at) => (
              <Table.Th key={at}>{words(cell)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.map((row, at) => (
            <Table.Tr key={at}>
              {row.map((cell, column) => (
                <Table.Td key={column}>{words(cell)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function words(all: Inline[]): ReactNode {
  return all.map((one, key) => {
    switch (one.kind) {
      case 'text':
        return <Fragment key={key}>{one.text}</Fragment>;
      case 'code':
        return <Code key={key}>{one.text}</Code>;
      case 'strong':
      case 'emphasis':
        return createElement(one.kind === 'strong' ? 'strong' : 'em', { key }, words(one.children));
      case 'link':
        return (
          <a key={key} href={one.href} target="_blank" rel="noopener noreferrer">
            {words(one.children)}
          </a>
        );
    }
  });
}
