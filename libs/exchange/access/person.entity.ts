import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A human being who signs in; belongs to companies through `Member`. */
@Entity('people')
@Index('people_email_is_used_once', ['email'], { unique: true })
@Check('person_email_is_lower_case', `email = lower(email)`)
export class Person {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly email!: string;
  @Column('text') readonly name!: string;
  @Column('text', { default: 'ja' }) readonly language!: 'ja' | 'en';
  /** argon2id, encoded with its parameters. Null until an invited person has chosen one. */
  @Column('text', { nullable: true, select: false }) readonly passwordHash!: string | null;
  /** Set for the people who run the exchange; made by the command line only. They belong to no company. */
  @Column('timestamptz', { nullable: true }) readonly operatorSince!: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) readonly createdAt!: Date;
}
